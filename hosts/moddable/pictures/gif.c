/* GIF (CompuServe, 89a): the first frame on its canvas, which is black where the frame does not lie or is transparent. */
#include "picture.h"

#include <string.h>

enum { MOST_CODES = 4096, MOST_BITS = 12, NONE = 0xFFFF };

typedef struct {
	uint8_t palette[256][3];
	/* -1 for none. */
	int transparent;
	/* The frame on the canvas, and its next row in the order of the file. */
	uint32_t left, top, width, height;
	uint32_t canvasRow;
	uint8_t* line;
	/* LZW (appendix F): bytes of the sub-block, bits that are left of them, the code before. */
	int blockLeft;
	uint32_t bits;
	int bitCount;
	int minBits;
	int codeBits;
	int nextCode;
	int lastCode;
	uint8_t ended;
	/* Pixels of a code that the last row had no room for, the next one last. */
	int stacked;
	uint8_t stack[MOST_CODES];
	uint8_t suffix[MOST_CODES];
	uint8_t first[MOST_CODES];
	uint16_t prefix[MOST_CODES];
} Gif;

static const char* const ENDS = "it ends within its pixels";

static int littleU16(PoiPicture* picture)
{
	int low = poi_picture_byte(picture);
	int high = poi_picture_byte(picture);
	return low < 0 || high < 0 ? -1 : low | (high << 8);
}

/* A byte of the sub-blocks; -1 behind the last, or the file's end. */
static int dataByte(PoiPicture* picture, Gif* gif)
{
	if (gif->blockLeft == 0)
		gif->blockLeft = poi_picture_byte(picture);
	if (gif->blockLeft <= 0) {
		gif->blockLeft = 0;
		return -1;
	}
	gif->blockLeft--;
	return poi_picture_byte(picture);
}

static void resetCodes(Gif* gif)
{
	gif->codeBits = gif->minBits + 1;
	gif->nextCode = (1 << gif->minBits) + 2;
	gif->lastCode = -1;
}

/* Unpacks the next code onto the stack. */
static int takeCode(PoiPicture* picture, Gif* gif)
{
	int clear = 1 << gif->minBits;
	while (gif->bitCount < gif->codeBits) {
		int byte = dataByte(picture, gif);
		if (byte < 0)
			return poi_picture_damaged(picture, ENDS);
		gif->bits |= (uint32_t)byte << gif->bitCount;
		gif->bitCount += 8;
	}
	int code = (int)(gif->bits & ((1u << gif->codeBits) - 1));
	gif->bits >>= gif->codeBits;
	gif->bitCount -= gif->codeBits;
	if (code == clear) {
		resetCodes(gif);
		return POI_OK;
	}
	if (code == clear + 1)
		return poi_picture_damaged(picture, ENDS);
	int last = gif->lastCode;
	if (code > gif->nextCode || (last < 0 && code > clear) || (code == gif->nextCode && last < 0))
		return poi_picture_damaged(picture, "its compressed data are wrong");
	int at = code;
	/* A code that is only now made: the one before, and its first pixel again. */
	if (code == gif->nextCode) {
		gif->stack[gif->stacked++] = gif->first[last];
		at = last;
	}
	uint8_t first = gif->first[at];
	if (last >= 0 && gif->nextCode < MOST_CODES) {
		gif->prefix[gif->nextCode] = (uint16_t)last;
		gif->suffix[gif->nextCode] = first;
		gif->first[gif->nextCode] = gif->first[last];
		gif->nextCode++;
		if (gif->nextCode == 1 << gif->codeBits && gif->codeBits < MOST_BITS)
			gif->codeBits++;
	}
	for (; at != NONE && gif->stacked < MOST_CODES; at = gif->prefix[at])
		gif->stack[gif->stacked++] = gif->suffix[at];
	gif->lastCode = code;
	return POI_OK;
}

/* The row of the canvas that comes next in the file: every 8th, every 8th from 4, every 4th from 2, every 2nd from 1. */
static uint32_t nextRow(const PoiPicture* picture, uint32_t row)
{
	if (!picture->interlaced)
		return row + 1;
	uint32_t step = row % 8 == 0 || row % 8 == 4 ? 8 : row % 4 == 2 ? 4 : 2;
	if (row + step < picture->height)
		return row + step;
	uint32_t start = row % 8 == 0 ? 4 : row % 8 == 4 ? 2 : row % 2 == 0 ? 1 : 0;
	while (start >= picture->height)
		start /= 2;
	return start > 0 ? start : picture->height;
}

static int frameRow(PoiPicture* picture, Gif* gif)
{
	for (uint32_t x = 0; x < gif->width;) {
		if (gif->stacked > 0) {
			gif->line[x++] = gif->stack[--gif->stacked];
			continue;
		}
		int status = takeCode(picture, gif);
		if (status != POI_OK)
			return status;
	}
	return POI_OK;
}

static int gifRow(PoiPicture* picture, uint8_t* rgb)
{
	Gif* gif = picture->state;
	uint32_t row = gif->canvasRow;
	gif->canvasRow = nextRow(picture, row);
	memset(rgb, 0, (size_t)picture->width * 3);
	if (row < gif->top || row - gif->top >= gif->height)
		return POI_OK;
	int status = frameRow(picture, gif);
	if (status != POI_OK)
		return status;
	for (uint32_t x = 0; x < gif->width && gif->left + x < picture->width; x++) {
		int index = gif->line[x];
		if (index != gif->transparent)
			memcpy(rgb + (gif->left + x) * 3, gif->palette[index], 3);
	}
	return POI_OK;
}

static int gifBegin(PoiPicture* picture, uint32_t factor)
{
	Gif* gif = picture->state;
	(void)factor;
	gif->line = poi_picture_take(picture, gif->width);
	return gif->line ? POI_OK : POI_NO_MEMORY;
}

static int readPalette(PoiPicture* picture, Gif* gif, int flags)
{
	int size = 2 << (flags & 7);
	for (int i = 0; i < size; i++)
		for (int channel = 0; channel < 3; channel++) {
			int byte = poi_picture_byte(picture);
			if (byte < 0)
				return poi_picture_damaged(picture, "it ends within its palette");
			gif->palette[i][channel] = (uint8_t)byte;
		}
	return POI_OK;
}

/* Goes over an extension; that of the first frame may name a transparent colour. */
static int readExtension(PoiPicture* picture, Gif* gif)
{
	int label = poi_picture_byte(picture);
	for (;;) {
		int size = poi_picture_byte(picture);
		if (size < 0)
			return poi_picture_damaged(picture, "it ends before its first frame");
		if (size == 0)
			return POI_OK;
		uint32_t end = poi_picture_tell(picture) + (uint32_t)size;
		if (label == 0xF9 && size >= 4) {
			int flags = poi_picture_byte(picture);
			littleU16(picture);
			int index = poi_picture_byte(picture);
			gif->transparent = flags >= 0 && flags & 1 ? index : -1;
		}
		poi_picture_seek(picture, end);
	}
}

static int readFrame(PoiPicture* picture, Gif* gif)
{
	int left = littleU16(picture);
	int top = littleU16(picture);
	int width = littleU16(picture);
	int height = littleU16(picture);
	int flags = poi_picture_byte(picture);
	if (left < 0 || top < 0 || width < 0 || height < 0 || flags < 0)
		return poi_picture_damaged(picture, "it ends before its first frame");
	gif->left = (uint32_t)left;
	gif->top = (uint32_t)top;
	gif->width = (uint32_t)width;
	gif->height = (uint32_t)height;
	int status = flags & 0x80 ? readPalette(picture, gif, flags) : POI_OK;
	if (status != POI_OK)
		return status;
	picture->interlaced = (flags & 0x40) != 0;
	/* Rows of the frame and of the canvas must be the same, or passes would not meet. */
	if (picture->interlaced && (gif->top != 0 || gif->height != picture->height))
		return poi_picture_unsupported(picture, "interlaced with a frame that is not the whole picture");
	gif->minBits = poi_picture_byte(picture);
	if (gif->minBits < 1 || gif->minBits > 8)
		return poi_picture_damaged(picture, "an unknown size of codes");
	for (int i = 0; i < MOST_CODES; i++) {
		gif->prefix[i] = NONE;
		gif->suffix[i] = gif->first[i] = (uint8_t)i;
	}
	resetCodes(gif);
	return POI_OK;
}

int poi_gif_open(PoiPicture* picture)
{
	Gif* gif = picture->state = poi_picture_take(picture, sizeof(Gif));
	if (!gif)
		return POI_NO_MEMORY;
	picture->begin = gifBegin;
	picture->row = gifRow;
	gif->transparent = -1;
	poi_picture_seek(picture, 6);
	int width = littleU16(picture);
	int height = littleU16(picture);
	int flags = poi_picture_byte(picture);
	/* Background and aspect mean nothing to anybody. */
	poi_picture_byte(picture);
	if (width < 0 || height < 0 || flags < 0 || poi_picture_byte(picture) < 0)
		return poi_picture_damaged(picture, "it ends within its header");
	picture->width = (uint32_t)width;
	picture->height = (uint32_t)height;
	int status = flags & 0x80 ? readPalette(picture, gif, flags) : POI_OK;
	while (status == POI_OK) {
		int block = poi_picture_byte(picture);
		if (block == 0x2C)
			return readFrame(picture, gif);
		if (block != 0x21)
			return poi_picture_damaged(picture, "it has no frame");
		status = readExtension(picture, gif);
	}
	return status;
}
