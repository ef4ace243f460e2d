/*
 * Picture files, decoded row by row out of a file that is never in memory as a whole. Plain C without XS: picture-xs.c ties it to the
 * firmware, test/ports/picture-tool.c to the tests.
 *
 * A decoder keeps what it must (a window of inflate, a row, a row of blocks) in blocks of native memory, which `close` gives back
 * together: XS's own heap is for the node. `limit` bounds their sum.
 */
#ifndef POI_PICTURE_H
#define POI_PICTURE_H

#include <stddef.h>
#include <stdint.h>

enum {
	POI_OK = 0,
	/* The file ends early or breaks a rule of its format; `what` says which. */
	POI_DAMAGED = 1,
	/* A kind that this decoder does not know; `what` names it. */
	POI_UNSUPPORTED = 2,
	/* It needs more than `limit` bytes: `wanted`. Or there are none left. */
	POI_NO_MEMORY = 3,
};

/* The formats, in the order of `FORMATS` in coded-picture.ts. */
enum { POI_PNG = 0, POI_JPEG = 1, POI_GIF = 2 };

/* So that the light of factor · factor pixels is below 2^32. */
enum { POI_MOST_FACTOR = 256 };

enum { POI_SOURCE_BYTES = 512 };

typedef struct PoiPicture PoiPicture;

struct PoiPicture {
	/* Copies up to `size` bytes from `position` on, and returns how many there were. */
	int (*read)(PoiPicture* picture, uint32_t position, uint8_t* into, int size);
	void* context;
	/* Most bytes of native memory. */
	size_t limit;

	/* Set by `open`: of the picture as it lies in the file. */
	uint32_t width;
	uint32_t height;
	/* Exif 2.32, tag 274: 1 (upright) to 8. */
	uint8_t orientation;
	/* Rows come pass by pass: of a PNG by Adam7, of a GIF every 8th, 8th, 4th, 2nd row. */
	uint8_t interlaced;

	/* Set by `begin`: each side is divided by it, and rounded up. */
	uint32_t factor;

	/* The sentence's end where something is wrong. */
	const char* what;
	size_t wanted;
	/* Native memory that is taken. */
	size_t taken;

	/* Private: the reader, the decoder and its memory. */
	int (*begin)(PoiPicture* picture, uint32_t factor);
	int (*row)(PoiPicture* picture, uint8_t* rgb);
	void* state;
	void* blocks;
	/* Of a picture that is shrunk by this file: light of a row, the rows that it is made of, and one of them. */
	uint32_t* sums;
	uint8_t* fullRow;
	uint16_t* light;
	uint32_t y;
	uint32_t position;
	int at;
	int length;
	uint8_t bytes[POI_SOURCE_BYTES];
};

/* Reads the headers. All of the picture but `read`, `context` and `limit` is set; must be followed by `close` whatever comes of it. */
int poi_picture_open(PoiPicture* picture, int format);
/* Makes ready for the first row, shrunk by `factor` at the most: see `factor` above. An interlaced picture is not shrunk. */
int poi_picture_begin(PoiPicture* picture, uint32_t factor);
/* Writes the next row, 3 bytes a pixel; of an interlaced PNG the next row of its pass, which may be narrower. */
int poi_picture_row(PoiPicture* picture, uint8_t* rgb);
void poi_picture_close(PoiPicture* picture);

/* For decoders. */
int poi_png_open(PoiPicture* picture);
int poi_jpeg_open(PoiPicture* picture);
int poi_gif_open(PoiPicture* picture);
/* Zeroed memory until `close`; NULL where there is none, which is POI_NO_MEMORY. */
void* poi_picture_take(PoiPicture* picture, size_t size);
int poi_picture_damaged(PoiPicture* picture, const char* what);
int poi_picture_unsupported(PoiPicture* picture, const char* what);
/* The next byte of the file, -1 behind its end. */
int poi_picture_byte(PoiPicture* picture);
/* Two bytes and four, the greater first; -1 behind the end of the file. */
int32_t poi_picture_u16(PoiPicture* picture);
int64_t poi_picture_u32(PoiPicture* picture);
/* Where the next byte lies, and another place for it. */
uint32_t poi_picture_tell(const PoiPicture* picture);
void poi_picture_seek(PoiPicture* picture, uint32_t position);
/* The orientation in a TIFF structure of so many bytes at the reader's place, whose end it goes to; 1 where it states none. */
uint8_t poi_picture_exif(PoiPicture* picture, uint32_t length);
/* An 8-bit value over black. */
static inline uint8_t poi_over_black(unsigned value, unsigned alpha)
{
	return (uint8_t)((value * alpha * 2 + 255) / 510);
}

/* Area means in linear light (IEC 61966-2-1), as src/pov/resample.ts makes them: `shrink` adds rows up and writes their mean. */
int poi_shrink_begin(PoiPicture* picture);
int poi_shrink_row(PoiPicture* picture, uint8_t* rgb);

/* Where native memory comes from: PSRAM where the board has it. The tests bring their own. */
void* poi_picture_memory(size_t size);
void poi_picture_release(void* memory);

#endif
