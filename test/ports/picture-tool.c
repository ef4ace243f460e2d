/*
 * The decoders of hosts/moddable/pictures without XS: decodes a picture from standard input, its rows to standard output and what came of
 * it to standard error, as JSON. "picture-tool FORMAT LIMIT FACTOR"; a factor of 0 reads the headers alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../hosts/moddable/pictures/picture.h"

static uint8_t* file;
static size_t fileLength;

void* poi_picture_memory(size_t size)
{
	return malloc(size);
}

void poi_picture_release(void* memory)
{
	free(memory);
}

static int readMemory(PoiPicture* picture, uint32_t position, uint8_t* into, int size)
{
	(void)picture;
	size_t left = position < fileLength ? fileLength - position : 0;
	int count = left < (size_t)size ? (int)left : size;
	if (count > 0)
		memcpy(into, file + position, (size_t)count);
	return count;
}

/* Rows of all passes of Adam7, or of the picture. */
static uint32_t countRows(const PoiPicture* picture, int format)
{
	static const uint32_t PASSES[7][4] = { { 0, 0, 8, 8 }, { 4, 0, 8, 8 }, { 0, 4, 4, 8 }, { 2, 0, 4, 4 }, { 0, 2, 2, 4 }, { 1, 0, 2, 2 },
		{ 0, 1, 1, 2 } };
	uint32_t rows = 0;
	if (format != POI_PNG || !picture->interlaced)
		return (picture->height + picture->factor - 1) / picture->factor;
	for (int i = 0; i < 7; i++)
		if (picture->width > PASSES[i][0] && picture->height > PASSES[i][1])
			rows += (picture->height - PASSES[i][1] + PASSES[i][3] - 1) / PASSES[i][3];
	return rows;
}

int main(int argc, char* argv[])
{
	if (argc != 4)
		return 2;
	int format = atoi(argv[1]);
	uint32_t factor = (uint32_t)atoi(argv[3]);
	size_t room = 1 << 16;
	file = malloc(room);
	for (size_t got; (got = fread(file + fileLength, 1, room - fileLength, stdin)) > 0;) {
		fileLength += got;
		if (fileLength == room)
			file = realloc(file, room *= 2);
	}
	/* To the byte, so that a read behind the end is noticed. */
	file = realloc(file, fileLength > 0 ? fileLength : 1);
	PoiPicture picture = { .read = readMemory, .limit = (size_t)atol(argv[2]), .factor = 1 };
	int status = poi_picture_open(&picture, format);
	if (status == POI_OK && factor > 0)
		status = poi_picture_begin(&picture, factor);
	uint32_t rows = status == POI_OK && factor > 0 ? countRows(&picture, format) : 0;
	size_t rowBytes = (size_t)((picture.width + picture.factor - 1) / picture.factor) * 3;
	uint8_t* row = rows > 0 ? calloc(rowBytes, 1) : NULL;
	for (uint32_t i = 0; i < rows && status == POI_OK; i++) {
		status = poi_picture_row(&picture, row);
		if (status == POI_OK)
			fwrite(row, 1, rowBytes, stdout);
	}
	fprintf(stderr, "{\"status\":%d,\"what\":\"%s\",\"wanted\":%zu,\"taken\":%zu,\"width\":%u,\"height\":%u,\"orientation\":%d,", status,
		picture.what, picture.wanted, picture.taken, picture.width, picture.height, picture.orientation);
	fprintf(stderr, "\"interlaced\":%s,\"factor\":%u}\n", picture.interlaced ? "true" : "false", picture.factor);
	poi_picture_close(&picture);
	free(row);
	free(file);
	return 0;
}
