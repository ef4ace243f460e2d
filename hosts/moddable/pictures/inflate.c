#include "inflate.h"

#include <string.h>

enum { BLOCK, STORED, CODES, MATCH, DONE };
enum { MOST_BITS = 15, FAST_BITS = 9, LENGTHS = 286, DISTANCES = 30 };

static const char* const ENDS = "it ends within its pixels";
static const char* const BROKEN = "its compressed data are wrong";

/* RFC 1951, 3.2.5: what lengths 257 to 285 and distances begin with, and their further bits. */
static const uint16_t LENGTH_BASE[29] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
	131, 163, 195, 227, 258 };
static const uint8_t LENGTH_BITS[29] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
static const uint16_t DISTANCE_BASE[30] = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025,
	1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
static const uint8_t DISTANCE_BITS[30] = { 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
	13, 13 };
/* 3.2.7: the order in which lengths of the code of lengths come. */
static const uint8_t ORDER[19] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

/* The next bits, the first one least; -1 behind the end. */
static int32_t takeBits(PoiInflate* inflate, int count)
{
	while (inflate->bitCount < count) {
		int byte = inflate->byte(inflate->picture);
		if (byte < 0)
			return -1;
		inflate->bits |= (uint32_t)byte << inflate->bitCount;
		inflate->bitCount += 8;
	}
	int32_t value = (int32_t)(inflate->bits & ((1u << count) - 1));
	inflate->bits >>= count;
	inflate->bitCount = (uint8_t)(inflate->bitCount - count);
	return value;
}

/* Makes the code of so many lengths. False where they are no code: too many, or too few, unless it is one code alone. */
static int makeCode(PoiDeflateCode* code, const uint8_t* lengths, int symbols)
{
	uint16_t offsets[MOST_BITS + 1];
	int left = 1;
	memset(code->count, 0, sizeof code->count);
	memset(code->fast, 0, sizeof code->fast);
	for (int i = 0; i < symbols; i++)
		code->count[lengths[i]]++;
	code->count[0] = 0;
	offsets[1] = 0;
	for (int length = 1; length <= MOST_BITS; length++) {
		left = 2 * left - code->count[length];
		if (left < 0)
			return 0;
		if (length < MOST_BITS)
			offsets[length + 1] = (uint16_t)(offsets[length] + code->count[length]);
	}
	for (int i = 0; i < symbols; i++)
		if (lengths[i])
			code->symbol[offsets[lengths[i]]++] = (uint16_t)i;
	uint32_t next = 0;
	for (int length = 1, index = 0; length <= FAST_BITS; length++, next <<= 1) {
		for (int i = 0; i < code->count[length]; i++, next++, index++) {
			/* The first bit of a code is its greatest, and comes first. */
			uint32_t turned = 0;
			for (int bit = 0; bit < length; bit++)
				turned |= ((next >> bit) & 1) << (length - 1 - bit);
			for (; turned < (1u << FAST_BITS); turned += 1u << length)
				code->fast[turned] = (uint16_t)(code->symbol[index] << 4 | length);
		}
	}
	return left == 0 || (code->count[1] == 1 && left == 1 << (MOST_BITS - 1));
}

/* The next symbol; -1 behind the end, -2 where there is no such code. */
static int takeSymbol(PoiInflate* inflate, const PoiDeflateCode* code)
{
	/* As many bits as there are: the last code of a stream may be shorter. */
	while (inflate->bitCount < FAST_BITS) {
		int byte = inflate->byte(inflate->picture);
		if (byte < 0)
			break;
		inflate->bits |= (uint32_t)byte << inflate->bitCount;
		inflate->bitCount += 8;
	}
	uint16_t fast = code->fast[inflate->bits & ((1u << FAST_BITS) - 1)];
	int length = fast & 15;
	if (length > 0 && length <= inflate->bitCount) {
		inflate->bits >>= length;
		inflate->bitCount = (uint8_t)(inflate->bitCount - length);
		return fast >> 4;
	}
	int32_t value = 0;
	int32_t first = 0;
	int32_t index = 0;
	for (length = 1; length <= MOST_BITS; length++) {
		int32_t bit = takeBits(inflate, 1);
		if (bit < 0)
			return -1;
		value |= bit;
		int32_t count = code->count[length];
		if (value - count < first)
			return code->symbol[index + (value - first)];
		index += count;
		first = (first + count) << 1;
		value <<= 1;
	}
	return -2;
}

static int readCodes(PoiInflate* inflate)
{
	PoiPicture* picture = inflate->picture;
	uint8_t lengths[LENGTHS + DISTANCES + 2] = { 0 };
	int32_t lengthCount = takeBits(inflate, 5);
	int32_t distanceCount = takeBits(inflate, 5);
	int32_t orderCount = takeBits(inflate, 4);
	if (orderCount < 0)
		return poi_picture_damaged(picture, ENDS);
	lengthCount += 257;
	distanceCount += 1;
	if (lengthCount > LENGTHS || distanceCount > DISTANCES)
		return poi_picture_damaged(picture, BROKEN);
	for (int i = 0; i < orderCount + 4; i++) {
		int32_t length = takeBits(inflate, 3);
		if (length < 0)
			return poi_picture_damaged(picture, ENDS);
		lengths[ORDER[i]] = (uint8_t)length;
	}
	if (!makeCode(&inflate->lengths, lengths, 19))
		return poi_picture_damaged(picture, BROKEN);
	memset(lengths, 0, sizeof lengths);
	for (int i = 0; i < lengthCount + distanceCount;) {
		int symbol = takeSymbol(inflate, &inflate->lengths);
		if (symbol < 0)
			return poi_picture_damaged(picture, symbol == -1 ? ENDS : BROKEN);
		if (symbol < 16) {
			lengths[i++] = (uint8_t)symbol;
			continue;
		}
		int32_t repeat = takeBits(inflate, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
		if (repeat < 0)
			return poi_picture_damaged(picture, ENDS);
		repeat += symbol == 18 ? 11 : 3;
		if ((symbol == 16 && i == 0) || i + repeat > lengthCount + distanceCount)
			return poi_picture_damaged(picture, BROKEN);
		uint8_t length = symbol == 16 ? lengths[i - 1] : 0;
		while (repeat-- > 0)
			lengths[i++] = length;
	}
	/* Without an end the block would have none. A block of literals alone may have no distances. */
	int isCode = lengths[256] > 0 && makeCode(&inflate->lengths, lengths, lengthCount);
	int hasDistances = makeCode(&inflate->distances, lengths + lengthCount, distanceCount);
	for (int i = 1; !hasDistances && i <= MOST_BITS; i++)
		if (inflate->distances.count[i])
			isCode = 0;
	if (!isCode)
		return poi_picture_damaged(picture, BROKEN);
	inflate->state = CODES;
	return POI_OK;
}

static void makeFixedCodes(PoiInflate* inflate)
{
	uint8_t lengths[288];
	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	makeCode(&inflate->lengths, lengths, 288);
	memset(lengths, 5, 30);
	makeCode(&inflate->distances, lengths, 30);
	inflate->state = CODES;
}

static int beginBlock(PoiInflate* inflate)
{
	PoiPicture* picture = inflate->picture;
	if (inflate->isLast) {
		inflate->state = DONE;
		return POI_OK;
	}
	int32_t head = takeBits(inflate, 3);
	if (head < 0)
		return poi_picture_damaged(picture, ENDS);
	inflate->isLast = head & 1;
	if (head >> 1 == 2)
		return readCodes(inflate);
	if (head >> 1 == 1) {
		makeFixedCodes(inflate);
		return POI_OK;
	}
	if (head >> 1 == 3)
		return poi_picture_damaged(picture, BROKEN);
	takeBits(inflate, inflate->bitCount & 7);
	int32_t length = takeBits(inflate, 16);
	int32_t complement = takeBits(inflate, 16);
	if (length < 0 || complement < 0)
		return poi_picture_damaged(picture, ENDS);
	if (length != (complement ^ 0xFFFF))
		return poi_picture_damaged(picture, BROKEN);
	inflate->left = (uint32_t)length;
	inflate->state = length > 0 ? STORED : BLOCK;
	return POI_OK;
}

/* A literal goes out through `literal`, which is -1 otherwise. */
static int takeCode(PoiInflate* inflate, int* literal)
{
	PoiPicture* picture = inflate->picture;
	int symbol = takeSymbol(inflate, &inflate->lengths);
	*literal = -1;
	if (symbol < 0 || symbol >= LENGTHS)
		return poi_picture_damaged(picture, symbol == -1 ? ENDS : BROKEN);
	if (symbol < 256)
		*literal = symbol;
	else if (symbol == 256)
		inflate->state = BLOCK;
	else {
		int32_t more = takeBits(inflate, LENGTH_BITS[symbol - 257]);
		int code = more < 0 ? -1 : takeSymbol(inflate, &inflate->distances);
		if (code < 0 || code >= DISTANCES)
			return poi_picture_damaged(picture, code == -1 ? ENDS : BROKEN);
		int32_t further = takeBits(inflate, DISTANCE_BITS[code]);
		if (further < 0)
			return poi_picture_damaged(picture, ENDS);
		inflate->left = LENGTH_BASE[symbol - 257] + (uint32_t)more;
		inflate->distance = DISTANCE_BASE[code] + (uint32_t)further;
		if (inflate->distance > inflate->behind)
			return poi_picture_damaged(picture, BROKEN);
		inflate->state = MATCH;
	}
	return POI_OK;
}

static void give(PoiInflate* inflate, uint8_t byte, uint8_t** into)
{
	*(*into)++ = byte;
	inflate->window[inflate->at & inflate->mask] = byte;
	inflate->at++;
	if (inflate->behind <= inflate->mask)
		inflate->behind++;
}

int poi_inflate_begin(PoiInflate* inflate, PoiPicture* picture, int (*byte)(PoiPicture*), uint64_t mostBytes)
{
	inflate->picture = picture;
	inflate->byte = byte;
	inflate->state = BLOCK;
	int method = byte(picture);
	int flags = byte(picture);
	if (method < 0 || flags < 0)
		return poi_picture_damaged(picture, ENDS);
	if ((method & 15) != 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 != 0 || flags & 32)
		return poi_picture_damaged(picture, BROKEN);
	uint32_t size = 256u << (method >> 4);
	/* Many encoders state the largest window whatever the picture. */
	while (size / 2 >= mostBytes && size > 256)
		size /= 2;
	inflate->mask = size - 1;
	inflate->window = poi_picture_take(picture, size);
	return inflate->window ? POI_OK : POI_NO_MEMORY;
}

int poi_inflate_read(PoiInflate* inflate, uint8_t* into, uint32_t count)
{
	uint8_t* end = into + count;
	while (into < end) {
		int status = POI_OK;
		int byte = -1;
		if (inflate->state == BLOCK)
			status = beginBlock(inflate);
		else if (inflate->state == CODES)
			status = takeCode(inflate, &byte);
		else if (inflate->state == DONE)
			status = poi_picture_damaged(inflate->picture, ENDS);
		else {
			if (inflate->state == MATCH)
				byte = inflate->window[(inflate->at - inflate->distance) & inflate->mask];
			else if ((byte = takeBits(inflate, 8)) < 0)
				return poi_picture_damaged(inflate->picture, ENDS);
			if (--inflate->left == 0)
				inflate->state = inflate->state == MATCH ? CODES : BLOCK;
		}
		if (status != POI_OK)
			return status;
		if (byte >= 0)
			give(inflate, (uint8_t)byte, &into);
	}
	return POI_OK;
}
