/*
 * JPEG (ITU-T T.81) with Huffman codes: baseline, extended and progressive, 8 bits a sample.
 *
 * A progressive picture comes in several scans over the whole of it, each of which refines the one before; its coefficients would
 * need twice the memory of its pixels. But a block depends on its own coefficients alone. So all scans are read in step, each from
 * its own place in the file, one row of blocks at a time: memory for one row of blocks is enough for any picture.
 */
#ifndef POI_JPEG_H
#define POI_JPEG_H

#include "picture.h"

enum { JPEG_COMPONENTS = 4, JPEG_SCANS = 48, JPEG_BLOCK = 64 };

/* A prefix code: how many codes of each length, the symbols by code; what each 8 bits begin with (length · 256 + symbol). */
typedef struct {
	uint8_t count[17];
	uint8_t symbol[256];
	uint16_t fast[256];
} JpegCode;

typedef struct {
	uint8_t id;
	/* Blocks of an MCU across and down. */
	uint8_t across;
	uint8_t down;
	uint8_t table;
	uint8_t hasQuantum;
	uint16_t quantum[JPEG_BLOCK];
	/* Of the picture, without those that fill up the last MCU. */
	uint32_t blocksWide;
	uint32_t blocksHigh;
	/* With them. */
	uint32_t lineBlocks;
	/* Samples of a row of MCUs. */
	uint8_t* plane;
	/* Coefficients of a row of MCUs, where scans share them. */
	int16_t* blocks;
} JpegComponent;

typedef struct {
	uint8_t count;
	uint8_t component[JPEG_COMPONENTS];
	const JpegCode* dc[JPEG_COMPONENTS];
	const JpegCode* ac[JPEG_COMPONENTS];
	/* Coefficients of the band, and the bits that it gives of them. */
	uint8_t first;
	uint8_t last;
	uint8_t high;
	uint8_t low;
	/* MCUs from one restart to the next, 0 for none, and up to the next. */
	uint32_t interval;
	uint32_t untilRestart;
	/* The reader's place, and bits that it has read already, the next one greatest. */
	uint32_t position;
	uint32_t bits;
	int bitCount;
	/* The marker that ended the bits; -1 for the file's end, 0 for none. */
	int marker;
	uint32_t predicted[JPEG_COMPONENTS];
	/* Blocks that have nothing more of the band. */
	uint32_t run;
} JpegScan;

typedef struct {
	PoiPicture* picture;
	uint8_t isProgressive;
	uint8_t count;
	JpegComponent component[JPEG_COMPONENTS];
	uint8_t mostAcross;
	uint8_t mostDown;
	uint32_t mcusWide;
	/* Of the tables that hold now. */
	uint16_t quantum[4][JPEG_BLOCK];
	uint8_t hasQuantum[4];
	const JpegCode* dc[4];
	const JpegCode* ac[4];
	uint32_t interval;
	/* Adobe's transform; -1 without its marker. */
	int adobe;
	int scanCount;
	JpegScan* scan[JPEG_SCANS];
	/* Samples of a block across and down: 8, or 4, 2, 1 of a picture that is shrunk. */
	int size;
	/* Coefficients that are kept of a block that scans share: all, or the mean alone where nothing else is looked at. */
	uint32_t kept;
	/* The next row of MCUs, and the next of its rows of samples. */
	uint32_t mcuRow;
	uint32_t line;
} Jpeg;

/* Where coefficients lie in a block, in the order of the file. */
extern const uint8_t poi_jpeg_zigzag[JPEG_BLOCK];
/* Makes a code of what a DHT segment says; false where it cannot be one. */
int poi_jpeg_code(JpegCode* code);
/* Reads a scan's part of the next row of MCUs into the blocks, or where it is the only scan into the planes. */
int poi_jpeg_scan(Jpeg* jpeg, JpegScan* scan);
/* Makes size × size samples of a block, at `stride` bytes a row. */
void poi_jpeg_samples(const int16_t* block, const uint16_t* quantum, int size, uint8_t* into, uint32_t stride);

#endif
