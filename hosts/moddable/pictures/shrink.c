#include "picture.h"

#include <math.h>
#include <string.h>

static uint8_t codeOf(const uint16_t* light, uint32_t value)
{
	/* The greatest code whose light is not above, and whether the next is nearer. */
	uint32_t code = 0;
	for (uint32_t step = 128; step > 0; step /= 2)
		if (light[code + step] <= value)
			code += step;
	if (code < 255 && (uint32_t)light[code + 1] - value < value - light[code])
		code++;
	return (uint8_t)code;
}

int poi_shrink_begin(PoiPicture* picture)
{
	size_t columns = (picture->width + picture->factor - 1) / picture->factor;
	picture->fullRow = poi_picture_take(picture, (size_t)picture->width * 3);
	picture->light = picture->fullRow ? poi_picture_take(picture, 256 * sizeof(uint16_t)) : NULL;
	picture->sums = picture->light ? poi_picture_take(picture, columns * 3 * sizeof(uint32_t)) : NULL;
	if (!picture->sums)
		return POI_NO_MEMORY;
	for (int code = 0; code < 256; code++) {
		double value = code / 255.0;
		double linear = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
		picture->light[code] = (uint16_t)(65535 * linear + 0.5);
	}
	return POI_OK;
}

int poi_shrink_row(PoiPicture* picture, uint8_t* rgb)
{
	uint32_t factor = picture->factor;
	uint32_t columns = (picture->width + factor - 1) / factor;
	uint32_t rows = 0;
	const uint16_t* light = picture->light;
	memset(picture->sums, 0, (size_t)columns * 3 * sizeof(uint32_t));
	for (; rows < factor && picture->y < picture->height; rows++, picture->y++) {
		int status = picture->row(picture, picture->fullRow);
		if (status != POI_OK)
			return status;
		const uint8_t* from = picture->fullRow;
		uint32_t* sum = picture->sums;
		for (uint32_t x = 0; x < picture->width; sum += 3)
			for (uint32_t i = 0; i < factor && x < picture->width; i++, x++, from += 3) {
				sum[0] += light[from[0]];
				sum[1] += light[from[1]];
				sum[2] += light[from[2]];
			}
	}
	if (rows == 0)
		return poi_picture_damaged(picture, "it has no more rows");
	for (uint32_t column = 0; column < columns; column++) {
		uint32_t left = picture->width - column * factor;
		uint32_t count = rows * (left < factor ? left : factor);
		for (int i = 0; i < 3; i++, rgb++)
			*rgb = codeOf(light, (picture->sums[3 * column + (uint32_t)i] + count / 2) / count);
	}
	return POI_OK;
}
