/* DEFLATE (RFC 1951) within zlib (RFC 1950), as much as is asked for at a time. */
#ifndef POI_INFLATE_H
#define POI_INFLATE_H

#include "picture.h"

/* A canonical prefix code: how many codes of each length, the symbols by code, and what each 9 bits begin with (symbol · 16 + length). */
typedef struct {
	uint16_t count[16];
	uint16_t symbol[288];
	uint16_t fast[512];
} PoiDeflateCode;

typedef struct {
	PoiPicture* picture;
	/* The next byte of the stream, -1 behind its end. */
	int (*byte)(PoiPicture* picture);
	uint8_t* window;
	uint32_t mask;
	uint32_t at;
	/* Bytes that a distance may reach back, up to the window's. */
	uint32_t behind;
	uint32_t bits;
	uint8_t bitCount;
	uint8_t state;
	uint8_t isLast;
	/* Bytes left of a stored block or of a match. */
	uint32_t left;
	uint32_t distance;
	PoiDeflateCode lengths;
	PoiDeflateCode distances;
} PoiInflate;

/* Reads zlib's header and takes the window that it states, but no more than `mostBytes`, which is all that will come. */
int poi_inflate_begin(PoiInflate* inflate, PoiPicture* picture, int (*byte)(PoiPicture*), uint64_t mostBytes);
/* Gives the next `count` bytes, all of them, or a status. */
int poi_inflate_read(PoiInflate* inflate, uint8_t* into, uint32_t count);

#endif
