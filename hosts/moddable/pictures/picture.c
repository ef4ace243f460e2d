#include "picture.h"

#include <string.h>

typedef struct Block {
	struct Block* next;
	/* Keeps what follows aligned. */
	size_t size;
} Block;

int poi_picture_open(PoiPicture* picture, int format)
{
	picture->width = picture->height = 0;
	picture->orientation = 1;
	picture->interlaced = 0;
	picture->what = "it cannot be decoded";
	picture->wanted = picture->taken = 0;
	picture->begin = NULL;
	picture->row = NULL;
	picture->state = NULL;
	picture->blocks = NULL;
	picture->sums = NULL;
	picture->y = 0;
	picture->position = 0;
	picture->at = picture->length = 0;
	if (format == POI_PNG)
		return poi_png_open(picture);
	return format == POI_JPEG ? poi_jpeg_open(picture) : poi_gif_open(picture);
}

int poi_picture_begin(PoiPicture* picture, uint32_t factor)
{
	picture->factor = 1;
	int status = picture->begin(picture, factor);
	if (status != POI_OK || picture->factor > 1 || factor == 1 || picture->interlaced)
		return status;
	picture->factor = factor < POI_MOST_FACTOR ? factor : POI_MOST_FACTOR;
	return poi_shrink_begin(picture);
}

int poi_picture_row(PoiPicture* picture, uint8_t* rgb)
{
	return picture->sums ? poi_shrink_row(picture, rgb) : picture->row(picture, rgb);
}

void poi_picture_close(PoiPicture* picture)
{
	while (picture->blocks) {
		Block* block = picture->blocks;
		picture->blocks = block->next;
		poi_picture_release(block);
	}
	picture->state = NULL;
	picture->taken = 0;
}

void* poi_picture_take(PoiPicture* picture, size_t size)
{
	picture->wanted = picture->taken + size;
	if (picture->wanted > picture->limit)
		return NULL;
	Block* block = poi_picture_memory(sizeof(Block) + size);
	if (!block)
		return NULL;
	memset(block, 0, sizeof(Block) + size);
	block->size = size;
	block->next = picture->blocks;
	picture->blocks = block;
	picture->taken += size;
	return block + 1;
}

int poi_picture_damaged(PoiPicture* picture, const char* what)
{
	picture->what = what;
	return POI_DAMAGED;
}

int poi_picture_unsupported(PoiPicture* picture, const char* what)
{
	picture->what = what;
	return POI_UNSUPPORTED;
}

int poi_picture_byte(PoiPicture* picture)
{
	if (picture->at == picture->length) {
		picture->position += (uint32_t)picture->length;
		picture->at = 0;
		picture->length = 0;
		picture->length = picture->read(picture, picture->position, picture->bytes, POI_SOURCE_BYTES);
		if (picture->length <= 0) {
			picture->length = 0;
			return -1;
		}
	}
	return picture->bytes[picture->at++];
}

int32_t poi_picture_u16(PoiPicture* picture)
{
	int high = poi_picture_byte(picture);
	int low = poi_picture_byte(picture);
	return high < 0 || low < 0 ? -1 : (high << 8) | low;
}

int64_t poi_picture_u32(PoiPicture* picture)
{
	int32_t high = poi_picture_u16(picture);
	int32_t low = poi_picture_u16(picture);
	return high < 0 || low < 0 ? -1 : ((int64_t)high << 16) | low;
}

uint32_t poi_picture_tell(const PoiPicture* picture)
{
	return picture->position + (uint32_t)picture->at;
}

void poi_picture_seek(PoiPicture* picture, uint32_t position)
{
	if (picture->length > 0 && position >= picture->position && position - picture->position <= (uint32_t)picture->length) {
		picture->at = (int)(position - picture->position);
		return;
	}
	picture->position = position;
	picture->at = picture->length = 0;
}

/* Two or four bytes of a TIFF structure at an offset; 0 behind its end. */
static uint32_t tiffValue(PoiPicture* picture, uint32_t start, uint32_t length, uint64_t offset, int size, int littleEndian)
{
	uint32_t value = 0;
	if (offset + (uint64_t)size > length)
		return 0;
	poi_picture_seek(picture, start + (uint32_t)offset);
	for (int i = 0; i < size; i++) {
		int byte = poi_picture_byte(picture);
		if (byte < 0)
			return 0;
		value |= (uint32_t)byte << (8 * (littleEndian ? i : size - 1 - i));
	}
	return value;
}

/* TIFF 6.0, section 2: a header, a directory of 12-byte entries: tag, type, count, value. */
uint8_t poi_picture_exif(PoiPicture* picture, uint32_t length)
{
	uint32_t start = poi_picture_tell(picture);
	uint8_t orientation = 1;
	uint32_t order = tiffValue(picture, start, length, 0, 2, 0);
	int little = order == 0x4949;
	if ((little || order == 0x4D4D) && tiffValue(picture, start, length, 2, 2, little) == 42) {
		uint64_t directory = tiffValue(picture, start, length, 4, 4, little);
		uint32_t count = tiffValue(picture, start, length, directory, 2, little);
		for (uint32_t i = 0; i < count && i < 512; i++) {
			uint64_t entry = directory + 2 + 12 * (uint64_t)i;
			if (tiffValue(picture, start, length, entry, 2, little) != 0x0112)
				continue;
			uint32_t value = tiffValue(picture, start, length, entry + 8, 2, little);
			if (value >= 1 && value <= 8)
				orientation = (uint8_t)value;
			break;
		}
	}
	poi_picture_seek(picture, start + length);
	return orientation;
}
