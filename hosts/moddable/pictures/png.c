/* PNG (W3C, third edition): every depth and colour, interlaced as well; colour profiles and gamma are passed over. */
#include "inflate.h"

#include <string.h>

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGB_ALPHA = 6 };
/* Most bytes from one pixel to the next: four channels of 16 bits. */
enum { MOST_PIXEL_BYTES = 8, CHUNK_HEAD = 8, PIECE = 128 };

#define TAG(a, b, c, d) (((uint32_t)(a) << 24) | ((uint32_t)(b) << 16) | ((uint32_t)(c) << 8) | (uint32_t)(d))

typedef struct {
	PoiInflate inflate;
	uint8_t depth;
	uint8_t colour;
	uint8_t channels;
	/* Filters look back by so many bytes. */
	uint8_t step;
	/* Red, green, blue, alpha. */
	uint8_t palette[256][4];
	uint16_t paletteLength;
	/* The colour that is transparent, as it stands in the file. */
	uint8_t hasKey;
	uint16_t key[3];
	/* Of the pixels' chunk. */
	uint32_t left;
	uint32_t sum;
	uint8_t ended;
	uint8_t chunkIsWrong;
	/* The row above, which becomes this one. */
	uint8_t* line;
	uint32_t y;
	int pass;
} Png;

/* Adam7: where each pass begins, and its steps. */
static const uint8_t PASSES[7][4] = { { 0, 0, 8, 8 }, { 4, 0, 8, 8 }, { 0, 4, 4, 8 }, { 2, 0, 4, 4 }, { 0, 2, 2, 4 }, { 1, 0, 2, 2 },
	{ 0, 1, 1, 2 } };

/* CRC-32 (annex D), four bits at a time. */
static uint32_t addToSum(uint32_t sum, int byte)
{
	static const uint32_t TABLE[16] = { 0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158,
		0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C };
	sum ^= (uint32_t)byte;
	sum = (sum >> 4) ^ TABLE[sum & 15];
	return (sum >> 4) ^ TABLE[sum & 15];
}

/* The next chunk's tag, or -1. Its sum begins with its name. */
static int64_t openChunk(PoiPicture* picture, Png* png)
{
	int64_t length = poi_picture_u32(picture);
	int64_t tag = poi_picture_u32(picture);
	if (length < 0 || tag < 0 || length > 0x7FFFFFFF)
		return -1;
	png->left = (uint32_t)length;
	png->sum = 0xFFFFFFFF;
	for (int shift = 24; shift >= 0; shift -= 8)
		png->sum = addToSum(png->sum, (int)(tag >> shift) & 255);
	return tag;
}

/* The next byte of the chunk; -1 behind its end or the file's. */
static int chunkByte(PoiPicture* picture, Png* png)
{
	if (png->left == 0)
		return -1;
	int byte = poi_picture_byte(picture);
	if (byte < 0)
		return -1;
	png->left--;
	png->sum = addToSum(png->sum, byte);
	return byte;
}

static int closeChunk(PoiPicture* picture, Png* png)
{
	while (png->left > 0)
		if (chunkByte(picture, png) < 0)
			return poi_picture_damaged(picture, "it ends within a chunk");
	if (poi_picture_u32(picture) != (int64_t)(png->sum ^ 0xFFFFFFFF))
		return poi_picture_damaged(picture, "a checksum is wrong");
	return POI_OK;
}

/* The pixels' stream runs through chunks that follow each other. */
static int pixelByte(PoiPicture* picture)
{
	Png* png = picture->state;
	while (png->left == 0) {
		if (png->ended)
			return -1;
		png->ended = 1;
		if (closeChunk(picture, png) != POI_OK) {
			png->chunkIsWrong = 1;
			return -1;
		}
		if (openChunk(picture, png) != TAG('I', 'D', 'A', 'T'))
			return -1;
		png->ended = 0;
	}
	return chunkByte(picture, png);
}

static uint32_t passWidth(const PoiPicture* picture, int pass)
{
	const uint8_t* each = PASSES[pass];
	return picture->width <= each[0] ? 0 : (picture->width - each[0] + each[2] - 1) / each[2];
}

static uint32_t passHeight(const PoiPicture* picture, int pass)
{
	const uint8_t* each = PASSES[pass];
	return picture->height <= each[1] ? 0 : (picture->height - each[1] + each[3] - 1) / each[3];
}

static uint64_t lineBytes(const Png* png, uint32_t width)
{
	return ((uint64_t)width * png->channels * png->depth + 7) / 8;
}

/* Undoes a filter (section 9) in place: `line` holds the row above, and from its start on this one. */
static int unfilter(PoiPicture* picture, Png* png, uint32_t count)
{
	uint8_t piece[PIECE];
	uint8_t above[MOST_PIXEL_BYTES] = { 0 };
	uint8_t filter = 0;
	int status = poi_inflate_read(&png->inflate, &filter, 1);
	if (status == POI_OK && filter > 4)
		status = poi_picture_damaged(picture, "an unknown filter");
	uint8_t* line = png->line;
	unsigned step = png->step;
	for (uint32_t i = 0, got = 0; status == POI_OK && i < count; i++) {
		if (i == got) {
			uint32_t want = count - got < PIECE ? count - got : PIECE;
			status = poi_inflate_read(&png->inflate, piece, want);
			got += want;
		}
		int left = i < step ? 0 : line[i - step];
		int up = line[i];
		int corner = above[i % step];
		int guess = 0;
		if (filter == 1)
			guess = left;
		else if (filter == 2)
			guess = up;
		else if (filter == 3)
			guess = (left + up) >> 1;
		else if (filter == 4) {
			int toLeft = up > corner ? up - corner : corner - up;
			int toUp = left > corner ? left - corner : corner - left;
			int both = left + up - 2 * corner;
			int toCorner = both < 0 ? -both : both;
			guess = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
		}
		above[i % step] = (uint8_t)up;
		line[i] = (uint8_t)(piece[i % PIECE] + guess);
	}
	return status;
}

/* Channel `i` of a row, as it stands in the file: up to 16 bits. */
static unsigned sample(const Png* png, uint32_t i)
{
	if (png->depth == 8)
		return png->line[i];
	if (png->depth == 16)
		return ((unsigned)png->line[2 * i] << 8) | png->line[2 * i + 1];
	uint32_t bit = i * png->depth;
	return (unsigned)(png->line[bit >> 3] >> (8 - png->depth - (bit & 7))) & ((1u << png->depth) - 1);
}

/* To 8 bits. */
static unsigned scaled(const Png* png, unsigned value)
{
	if (png->depth >= 8)
		return png->depth == 16 ? value >> 8 : value;
	return value * (255u / ((1u << png->depth) - 1));
}

static void expand(const Png* png, uint32_t width, uint8_t* rgb)
{
	for (uint32_t x = 0; x < width; x++, rgb += 3) {
		unsigned value[3];
		unsigned alpha = 255;
		uint32_t first = x * png->channels;
		if (png->colour == PALETTE) {
			const uint8_t* entry = png->palette[sample(png, first)];
			for (int i = 0; i < 3; i++)
				value[i] = entry[i];
			alpha = entry[3];
		} else {
			int colours = png->colour & 2 ? 3 : 1;
			int isKey = png->hasKey;
			for (int i = 0; i < 3; i++) {
				unsigned each = sample(png, first + (uint32_t)(i < colours ? i : 0));
				isKey = isKey && each == png->key[i];
				value[i] = scaled(png, each);
			}
			if (png->colour & 4)
				alpha = scaled(png, sample(png, first + (uint32_t)colours));
			if (isKey)
				alpha = 0;
		}
		for (int i = 0; i < 3; i++)
			rgb[i] = alpha == 255 ? (uint8_t)value[i] : poi_over_black(value[i], alpha);
	}
}

/* What comes behind the last row must be the end of the pixels, and whole. */
static int finish(PoiPicture* picture, Png* png)
{
	while (pixelByte(picture) >= 0)
		;
	return png->chunkIsWrong || png->left > 0 ? poi_picture_damaged(picture, "its end is wrong") : POI_OK;
}

static int pngRow(PoiPicture* picture, uint8_t* rgb)
{
	Png* png = picture->state;
	uint32_t width = picture->width;
	uint32_t height = picture->height;
	if (picture->interlaced) {
		while (png->y == passHeight(picture, png->pass) || passWidth(picture, png->pass) == 0) {
			if (++png->pass == 7)
				return poi_picture_damaged(picture, "it has no more rows");
			png->y = 0;
			memset(png->line, 0, (size_t)lineBytes(png, width));
		}
		width = passWidth(picture, png->pass);
		height = passHeight(picture, png->pass);
	}
	int status = unfilter(picture, png, (uint32_t)lineBytes(png, width));
	if (status != POI_OK)
		return png->chunkIsWrong ? poi_picture_damaged(picture, "a checksum is wrong") : status;
	expand(png, width, rgb);
	/* The last pass of a picture of one row has none. */
	int isLast = !picture->interlaced || png->pass == 6 || (png->pass == 5 && picture->height == 1);
	if (++png->y == height && isLast)
		return finish(picture, png);
	return POI_OK;
}

static int pngBegin(PoiPicture* picture, uint32_t factor)
{
	Png* png = picture->state;
	(void)factor;
	uint64_t most = lineBytes(png, picture->width);
	/* Each row has a filter's byte; each pass may fill up its last byte. */
	uint64_t all = (most + 1) * picture->height * (picture->interlaced ? 2 : 1) + 64;
	int status = poi_inflate_begin(&png->inflate, picture, pixelByte, all);
	if (status != POI_OK)
		return status;
	png->line = poi_picture_take(picture, (size_t)most);
	return png->line ? POI_OK : POI_NO_MEMORY;
}

static int readHeader(PoiPicture* picture, Png* png)
{
	static const uint8_t CHANNELS[7] = { 1, 0, 3, 1, 2, 0, 4 };
	/* Depths of each colour, a bit each. */
	static const uint32_t DEPTHS[7] = { 0x10116, 0, 0x10100, 0x116, 0x10100, 0, 0x10100 };
	uint8_t body[13];
	if (openChunk(picture, png) != TAG('I', 'H', 'D', 'R') || png->left != sizeof body)
		return poi_picture_damaged(picture, "it has no header");
	for (size_t i = 0; i < sizeof body; i++) {
		int byte = chunkByte(picture, png);
		if (byte < 0)
			return poi_picture_damaged(picture, "it ends within its header");
		body[i] = (uint8_t)byte;
	}
	int status = closeChunk(picture, png);
	if (status != POI_OK)
		return status;
	picture->width = TAG(body[0], body[1], body[2], body[3]);
	picture->height = TAG(body[4], body[5], body[6], body[7]);
	png->depth = body[8];
	png->colour = body[9];
	picture->interlaced = body[12];
	if (png->colour > 6 || png->depth > 16 || !(DEPTHS[png->colour] >> png->depth & 1) || body[10] || body[11] || body[12] > 1)
		return poi_picture_damaged(picture, "an unknown kind of pixels");
	png->channels = CHANNELS[png->colour];
	png->step = (uint8_t)((png->channels * png->depth + 7) / 8);
	return POI_OK;
}

static void readPalette(PoiPicture* picture, Png* png)
{
	while (png->left >= 3 && png->paletteLength < 256) {
		uint8_t* entry = png->palette[png->paletteLength++];
		for (int i = 0; i < 3; i++)
			entry[i] = (uint8_t)chunkByte(picture, png);
	}
}

static void readTransparency(PoiPicture* picture, Png* png)
{
	if (png->colour == PALETTE) {
		for (int i = 0; i < 256 && png->left > 0; i++)
			png->palette[i][3] = (uint8_t)chunkByte(picture, png);
		return;
	}
	uint32_t count = png->colour == RGB ? 3 : 1;
	if ((png->colour != RGB && png->colour != GREY) || png->left != 2 * count)
		return;
	for (uint32_t i = 0; i < count; i++) {
		int high = chunkByte(picture, png);
		png->key[i] = (uint16_t)((high << 8) | (chunkByte(picture, png) & 255));
	}
	/* A grey one is looked at as three channels. */
	for (uint32_t i = count; i < 3; i++)
		png->key[i] = png->key[0];
	png->hasKey = 1;
}

/* Goes through the chunks up to the first of the pixels. */
int poi_png_open(PoiPicture* picture)
{
	Png* png = picture->state = poi_picture_take(picture, sizeof(Png));
	if (!png)
		return POI_NO_MEMORY;
	picture->begin = pngBegin;
	picture->row = pngRow;
	for (int i = 0; i < 256; i++)
		png->palette[i][3] = 255;
	poi_picture_seek(picture, 8);
	int status = readHeader(picture, png);
	while (status == POI_OK) {
		int64_t tag = openChunk(picture, png);
		if (tag == TAG('I', 'D', 'A', 'T'))
			break;
		if (tag < 0 || tag == TAG('I', 'E', 'N', 'D'))
			return poi_picture_damaged(picture, "it has no pixels");
		if (tag == TAG('P', 'L', 'T', 'E'))
			readPalette(picture, png);
		else if (tag == TAG('t', 'R', 'N', 'S'))
			readTransparency(picture, png);
		else {
			/* Others are not worth their sum. */
			uint32_t end = poi_picture_tell(picture) + png->left;
			if (tag == TAG('e', 'X', 'I', 'f'))
				picture->orientation = poi_picture_exif(picture, png->left);
			poi_picture_seek(picture, end + 4);
			continue;
		}
		status = closeChunk(picture, png);
	}
	if (status == POI_OK && png->colour == PALETTE && png->paletteLength == 0)
		return poi_picture_damaged(picture, "it has no palette");
	return status;
}
