/*
 * The decoders of hosts/moddable/pictures without XS: decodes a picture from standard input, its rows to standard output and what came of
 * it to standard error, as JSON. "picture-tool FORMAT LIMIT FACTOR"; a factor of 0 reads the headers alone. With a fourth word it decodes
 * so many copies of the picture that are changed at random, and says what came of how many of them.
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

/* Decodes the file; rows go to `into`, if there is one. */
static int decode(PoiPicture* picture, int format, uint32_t factor, uint64_t mostPixels, FILE* into)
{
	int status = poi_picture_open(picture, format);
	if (status == POI_OK && (uint64_t)picture->width * picture->height > mostPixels)
		return POI_NO_MEMORY;
	if (status == POI_OK && factor > 0)
		status = poi_picture_begin(picture, factor);
	uint32_t rows = status == POI_OK && factor > 0 ? countRows(picture, format) : 0;
	size_t rowBytes = (size_t)((picture->width + picture->factor - 1) / picture->factor) * 3;
	uint8_t* row = rows > 0 ? calloc(rowBytes, 1) : NULL;
	for (uint32_t i = 0; i < rows && status == POI_OK; i++) {
		status = poi_picture_row(picture, row);
		if (status == POI_OK && into)
			fwrite(row, 1, rowBytes, into);
	}
	free(row);
	return status;
}

static uint32_t chance(void)
{
	static uint32_t state = 2463534242u;
	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

/* A checksum that is wrong would be all that a decoder of PNG sees of a change. */
static void repairSums(void)
{
	for (size_t at = 8; at + 12 <= fileLength;) {
		uint32_t length = (uint32_t)file[at] << 24 | (uint32_t)file[at + 1] << 16 | (uint32_t)file[at + 2] << 8 | file[at + 3];
		if (length > fileLength - at - 12)
			return;
		uint32_t sum = 0xFFFFFFFF;
		for (size_t i = at + 4; i < at + 8 + length; i++) {
			sum ^= file[i];
			for (int bit = 0; bit < 8; bit++)
				sum = sum & 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
		}
		for (int i = 0; i < 4; i++)
			file[at + 8 + length + (size_t)i] = (uint8_t)(~sum >> (24 - 8 * i));
		at += 12 + length;
	}
}

static void decodeChanged(PoiPicture* picture, int format, long times)
{
	uint8_t* original = file;
	size_t originalLength = fileLength;
	long outcomes[4] = { 0 };
	for (long i = 0; i < times; i++) {
		fileLength = chance() % 8 == 0 ? chance() % (originalLength + 1) : originalLength;
		file = malloc(fileLength + 1);
		memcpy(file, original, fileLength);
		for (uint32_t changes = chance() % 6; changes > 0 && fileLength > 0; changes--) {
			/* Headers are short and say most. */
			size_t most = chance() % 3 == 0 && fileLength > 200 ? 200 : fileLength;
			file[chance() % most] = chance() % 4 == 0 ? 0xFF : (uint8_t)chance();
		}
		if (format == POI_PNG && chance() % 8 > 0)
			repairSums();
		/* To the byte, so that a read behind the end is noticed. */
		file = realloc(file, fileLength > 0 ? fileLength : 1);
		outcomes[decode(picture, format, 1 + chance() % 9, 65536, NULL)]++;
		poi_picture_close(picture);
		free(file);
	}
	file = original;
	fprintf(stderr, "[%ld,%ld,%ld,%ld]\n", outcomes[0], outcomes[1], outcomes[2], outcomes[3]);
}

int main(int argc, char* argv[])
{
	if (argc < 4)
		return 2;
	int format = atoi(argv[1]);
	size_t room = 1 << 16;
	file = malloc(room);
	for (size_t got; (got = fread(file + fileLength, 1, room - fileLength, stdin)) > 0;) {
		fileLength += got;
		if (fileLength == room)
			file = realloc(file, room *= 2);
	}
	file = realloc(file, fileLength > 0 ? fileLength : 1);
	PoiPicture picture = { .read = readMemory, .limit = (size_t)atol(argv[2]), .factor = 1 };
	if (argc > 4)
		decodeChanged(&picture, format, atol(argv[4]));
	else {
		int status = decode(&picture, format, (uint32_t)atoi(argv[3]), UINT64_MAX, stdout);
		fprintf(stderr, "{\"status\":%d,\"what\":\"%s\",\"wanted\":%zu,\"taken\":%zu,\"width\":%u,\"height\":%u,", status, picture.what,
			picture.wanted, picture.taken, picture.width, picture.height);
		fprintf(stderr, "\"orientation\":%d,\"interlaced\":%s,\"factor\":%u}\n", picture.orientation, picture.interlaced ? "true" : "false",
			picture.factor);
		poi_picture_close(&picture);
	}
	free(file);
	return 0;
}
