#include "jpeg.h"

#include <string.h>

const uint8_t poi_jpeg_zigzag[JPEG_BLOCK] = { 0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
	13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61,
	54, 47, 55, 62, 63 };

enum { MOST_BITS = 16, FAST_BITS = 8 };

typedef int (*BlockReader)(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block);

int poi_jpeg_code(JpegCode* code)
{
	uint32_t next = 0;
	int index = 0;
	memset(code->fast, 0, sizeof code->fast);
	for (int length = 1; length <= MOST_BITS; length++, next <<= 1) {
		if (next + code->count[length] > 1u << length || index + code->count[length] > 256)
			return 0;
		for (int i = 0; i < code->count[length]; i++, next++, index++) {
			if (length > FAST_BITS)
				continue;
			uint32_t from = next << (FAST_BITS - length);
			for (uint32_t j = 0; j < 1u << (FAST_BITS - length); j++)
				code->fast[from + j] = (uint16_t)(length << 8 | code->symbol[index]);
		}
	}
	return 1;
}

/* Up to 25 bits or more, unless a marker comes before. */
static void fill(Jpeg* jpeg, JpegScan* scan)
{
	while (scan->bitCount <= 24 && scan->marker == 0) {
		int byte = poi_picture_byte(jpeg->picture);
		if (byte == 0xFF) {
			int next;
			do {
				next = poi_picture_byte(jpeg->picture);
			} while (next == 0xFF);
			if (next != 0) {
				scan->marker = next;
				return;
			}
		} else if (byte < 0) {
			scan->marker = -1;
			return;
		}
		scan->bits |= (uint32_t)byte << (24 - scan->bitCount);
		scan->bitCount += 8;
	}
}

static int drop(JpegScan* scan, int count)
{
	if (count > scan->bitCount)
		return 0;
	scan->bits = count == 32 ? 0 : scan->bits << count;
	scan->bitCount -= count;
	return 1;
}

/* `count` bits, 0 to 16, as a number; -1 behind the end. */
static int32_t takeBits(Jpeg* jpeg, JpegScan* scan, int count)
{
	if (count == 0)
		return 0;
	if (scan->bitCount < count)
		fill(jpeg, scan);
	int32_t value = (int32_t)(scan->bits >> (32 - count));
	return drop(scan, count) ? value : -1;
}

/* The next symbol, -1 where there is none. */
static int takeSymbol(Jpeg* jpeg, JpegScan* scan, const JpegCode* code)
{
	if (scan->bitCount < MOST_BITS)
		fill(jpeg, scan);
	uint16_t fast = code->fast[scan->bits >> (32 - FAST_BITS)];
	if (fast)
		return drop(scan, fast >> 8) ? fast & 255 : -1;
	uint32_t first = 0;
	uint32_t index = 0;
	for (int length = 1; length <= MOST_BITS; length++) {
		uint32_t value = scan->bits >> (32 - length);
		uint32_t count = code->count[length];
		if (value < first + count)
			return drop(scan, length) ? code->symbol[index + (value - first)] : -1;
		index += count;
		first = (first + count) << 1;
	}
	return -1;
}

/* A signed value of `size` bits, 0 to 16 (T.81, F.2.2.1: EXTEND). False behind the end. */
static int takeValue(Jpeg* jpeg, JpegScan* scan, int size, int32_t* value)
{
	int32_t bits = takeBits(jpeg, scan, size);
	if (bits < 0)
		return 0;
	*value = size > 0 && bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
	return 1;
}

static int32_t shifted(int32_t value, int low)
{
	return (int16_t)((uint32_t)value << low);
}

static int readDc(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block)
{
	int32_t difference = 0;
	int size = takeSymbol(jpeg, scan, scan->dc[index]);
	if (size < 0 || size > 15 || !takeValue(jpeg, scan, size, &difference))
		return 0;
	scan->predicted[index] += (uint32_t)difference;
	block[0] = (int16_t)shifted((int32_t)scan->predicted[index], scan->low);
	return 1;
}

static int refineDc(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block)
{
	int32_t bit = takeBits(jpeg, scan, 1);
	(void)index;
	if (bit > 0)
		block[0] = (int16_t)(block[0] | (1 << scan->low));
	return bit >= 0;
}

/* Blocks that an end-of-band code goes on for, behind this one (G.1.2.2). */
static int takeRun(Jpeg* jpeg, JpegScan* scan, int size)
{
	int32_t more = takeBits(jpeg, scan, size);
	if (more < 0)
		return 0;
	scan->run = (1u << size) - 1 + (uint32_t)more;
	return 1;
}

static int readAc(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block, int first)
{
	for (int k = first; k <= scan->last; k++) {
		int symbol = takeSymbol(jpeg, scan, scan->ac[index]);
		if (symbol < 0)
			return 0;
		int size = symbol & 15;
		int zeros = symbol >> 4;
		int32_t value = 0;
		if (size == 0 && zeros < 15)
			return takeRun(jpeg, scan, zeros);
		k += zeros;
		if (k > scan->last)
			return 0;
		if (size == 0)
			continue;
		if (!takeValue(jpeg, scan, size, &value))
			return 0;
		block[poi_jpeg_zigzag[k]] = (int16_t)shifted(value, scan->low);
	}
	return 1;
}

static int readWhole(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block)
{
	int isRead = readDc(jpeg, scan, index, block) && readAc(jpeg, scan, index, block, 1);
	/* Only progressive scans have runs. */
	int isEnd = scan->run == 0;
	scan->run = 0;
	return isRead && isEnd;
}

static int readBand(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block)
{
	if (scan->run > 0) {
		scan->run--;
		return 1;
	}
	return readAc(jpeg, scan, index, block, scan->first);
}

/* One more bit of a coefficient that is not zero. */
static int refineOne(Jpeg* jpeg, JpegScan* scan, int16_t* value)
{
	int32_t bit = takeBits(jpeg, scan, 1);
	int16_t step = (int16_t)(1 << scan->low);
	if (bit > 0 && (*value & step) == 0)
		*value = (int16_t)(*value + (*value > 0 ? step : -step));
	return bit >= 0;
}

/* G.1.2.3: what is not zero gets a bit, and on the way new ones come up. */
static int refineBand(Jpeg* jpeg, JpegScan* scan, int index, int16_t* block)
{
	int k = scan->first;
	while (k <= scan->last && scan->run == 0) {
		int symbol = takeSymbol(jpeg, scan, scan->ac[index]);
		if (symbol < 0 || (symbol & 15) > 1)
			return 0;
		int zeros = symbol >> 4;
		int value = 0;
		if (symbol & 15) {
			int32_t sign = takeBits(jpeg, scan, 1);
			if (sign < 0)
				return 0;
			value = sign ? 1 << scan->low : -(1 << scan->low);
		} else if (zeros < 15) {
			if (!takeRun(jpeg, scan, zeros))
				return 0;
			scan->run++;
			break;
		}
		for (; k <= scan->last; k++) {
			int16_t* each = &block[poi_jpeg_zigzag[k]];
			if (*each == 0 && zeros-- == 0) {
				*each = (int16_t)value;
				k++;
				break;
			}
			if (*each != 0 && !refineOne(jpeg, scan, each))
				return 0;
		}
	}
	if (scan->run == 0)
		return 1;
	scan->run--;
	for (; k <= scan->last; k++)
		if (block[poi_jpeg_zigzag[k]] != 0 && !refineOne(jpeg, scan, &block[poi_jpeg_zigzag[k]]))
			return 0;
	return 1;
}

/* Goes on behind a restart marker. */
static int restart(Jpeg* jpeg, JpegScan* scan)
{
	if (scan->marker == 0) {
		scan->bits = 0;
		scan->bitCount = 0;
		fill(jpeg, scan);
	}
	/* Bits between the last MCU and the marker are none of the picture's. */
	if (scan->marker < 0xD0 || scan->marker > 0xD7)
		return 0;
	scan->bits = 0;
	scan->bitCount = scan->marker = 0;
	scan->run = 0;
	memset(scan->predicted, 0, sizeof scan->predicted);
	scan->untilRestart = scan->interval;
	return 1;
}

static int readBlock(Jpeg* jpeg, JpegScan* scan, BlockReader read, int index, uint32_t x, uint32_t y)
{
	JpegComponent* component = &jpeg->component[scan->component[index]];
	if (component->blocks)
		return read(jpeg, scan, index, component->blocks + (size_t)(y * component->lineBlocks + x) * jpeg->kept);
	int16_t block[JPEG_BLOCK] = { 0 };
	if (!read(jpeg, scan, index, block))
		return 0;
	uint32_t size = (uint32_t)jpeg->size;
	uint32_t stride = component->lineBlocks * size;
	poi_jpeg_samples(block, component->quantum, jpeg->size, component->plane + y * size * stride + x * size, stride);
	return 1;
}

/* A scan of one component has no more blocks than the picture has, one an MCU (A.2.2). */
static int readOne(Jpeg* jpeg, JpegScan* scan, BlockReader read)
{
	const JpegComponent* component = &jpeg->component[scan->component[0]];
	for (uint32_t y = 0; y < component->down && jpeg->mcuRow * component->down + y < component->blocksHigh; y++)
		for (uint32_t x = 0; x < component->blocksWide; x++) {
			if (scan->interval > 0 && scan->untilRestart-- == 0 && !(restart(jpeg, scan) && scan->untilRestart-- > 0))
				return 0;
			if (!readBlock(jpeg, scan, read, 0, x, y))
				return 0;
		}
	return 1;
}

static int readSeveral(Jpeg* jpeg, JpegScan* scan, BlockReader read)
{
	for (uint32_t mcu = 0; mcu < jpeg->mcusWide; mcu++) {
		if (scan->interval > 0 && scan->untilRestart-- == 0 && !(restart(jpeg, scan) && scan->untilRestart-- > 0))
			return 0;
		for (int i = 0; i < scan->count; i++) {
			const JpegComponent* component = &jpeg->component[scan->component[i]];
			for (uint32_t y = 0; y < component->down; y++)
				for (uint32_t x = 0; x < component->across; x++)
					if (!readBlock(jpeg, scan, read, i, mcu * component->across + x, y))
						return 0;
		}
	}
	return 1;
}

int poi_jpeg_scan(Jpeg* jpeg, JpegScan* scan)
{
	BlockReader read = readWhole;
	if (jpeg->isProgressive && scan->first == 0)
		read = scan->high ? refineDc : readDc;
	else if (jpeg->isProgressive)
		read = scan->high ? refineBand : readBand;
	poi_picture_seek(jpeg->picture, scan->position);
	int isRead = scan->count == 1 ? readOne(jpeg, scan, read) : readSeveral(jpeg, scan, read);
	scan->position = poi_picture_tell(jpeg->picture);
	if (isRead)
		return POI_OK;
	int hasEnded = scan->marker != 0 && scan->bitCount < MOST_BITS;
	return poi_picture_damaged(jpeg->picture, hasEnded ? "it ends within its pixels" : "its compressed data are wrong");
}
