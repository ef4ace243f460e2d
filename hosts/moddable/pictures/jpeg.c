#include "jpeg.h"

#include <string.h>

static const char* const ENDS = "it ends within its header";
static const char* const BROKEN = "its header is wrong";

static int readQuantums(Jpeg* jpeg, uint32_t end)
{
	PoiPicture* picture = jpeg->picture;
	while (poi_picture_tell(picture) < end) {
		int head = poi_picture_byte(picture);
		if (head < 0 || (head & 15) > 3 || head >> 4 > 1)
			return poi_picture_damaged(picture, BROKEN);
		for (int k = 0; k < JPEG_BLOCK; k++) {
			int32_t value = head >> 4 ? poi_picture_u16(picture) : poi_picture_byte(picture);
			if (value < 0)
				return poi_picture_damaged(picture, ENDS);
			jpeg->quantum[head & 15][poi_jpeg_zigzag[k]] = (uint16_t)value;
		}
		jpeg->hasQuantum[head & 15] = 1;
	}
	return POI_OK;
}

static int readCodes(Jpeg* jpeg, uint32_t end)
{
	PoiPicture* picture = jpeg->picture;
	while (poi_picture_tell(picture) < end) {
		int head = poi_picture_byte(picture);
		int total = 0;
		JpegCode* code = poi_picture_take(picture, sizeof(JpegCode));
		if (!code)
			return POI_NO_MEMORY;
		if (head < 0 || (head & 15) > 3 || head >> 4 > 1)
			return poi_picture_damaged(picture, BROKEN);
		for (int i = 1; i <= 16; i++) {
			int count = poi_picture_byte(picture);
			if (count < 0)
				return poi_picture_damaged(picture, ENDS);
			code->count[i] = (uint8_t)count;
			total += count;
		}
		for (int i = 0; i < total && i < 256; i++) {
			int symbol = poi_picture_byte(picture);
			if (symbol < 0)
				return poi_picture_damaged(picture, ENDS);
			code->symbol[i] = (uint8_t)symbol;
		}
		if (!poi_jpeg_code(code))
			return poi_picture_damaged(picture, BROKEN);
		/* Scans that came before keep theirs. */
		(head >> 4 ? jpeg->ac : jpeg->dc)[head & 15] = code;
	}
	return POI_OK;
}

static int readFrame(Jpeg* jpeg)
{
	PoiPicture* picture = jpeg->picture;
	int precision = poi_picture_byte(picture);
	int32_t height = poi_picture_u16(picture);
	int32_t width = poi_picture_u16(picture);
	int count = poi_picture_byte(picture);
	if (precision < 0 || height < 0 || width < 0 || count < 0)
		return poi_picture_damaged(picture, ENDS);
	if (precision != 8)
		return poi_picture_unsupported(picture, "JPEG of more than 8 bits");
	if (height == 0 || (count != 1 && count != 3 && count != 4))
		return poi_picture_unsupported(picture, "JPEG without a height or with rare channels");
	if (jpeg->count > 0)
		return poi_picture_damaged(picture, BROKEN);
	picture->width = (uint32_t)width;
	picture->height = (uint32_t)height;
	jpeg->count = (uint8_t)count;
	for (int i = 0; i < count; i++) {
		JpegComponent* component = &jpeg->component[i];
		int id = poi_picture_byte(picture);
		int sampling = poi_picture_byte(picture);
		int table = poi_picture_byte(picture);
		component->id = (uint8_t)id;
		component->across = (uint8_t)(sampling >> 4);
		component->down = (uint8_t)(sampling & 15);
		component->table = (uint8_t)table;
		if (table < 0 || table > 3 || component->across < 1 || component->across > 4 || component->down < 1 || component->down > 4)
			return poi_picture_damaged(picture, BROKEN);
		if (component->across > jpeg->mostAcross)
			jpeg->mostAcross = component->across;
		if (component->down > jpeg->mostDown)
			jpeg->mostDown = component->down;
	}
	uint32_t across = 8u * jpeg->mostAcross;
	uint32_t down = 8u * jpeg->mostDown;
	jpeg->mcusWide = ((uint32_t)width + across - 1) / across;
	for (int i = 0; i < count; i++) {
		JpegComponent* component = &jpeg->component[i];
		component->blocksWide = ((uint32_t)width * component->across + across - 1) / across;
		component->blocksHigh = ((uint32_t)height * component->down + down - 1) / down;
		component->lineBlocks = jpeg->mcusWide * component->across;
	}
	return POI_OK;
}

/* Whether the scan can be read: bands that the standard knows, with tables that are there. */
static int checkScan(Jpeg* jpeg, JpegScan* scan)
{
	int blocks = 0;
	if (!jpeg->isProgressive) {
		scan->first = 0;
		scan->last = 63;
		scan->high = scan->low = 0;
	}
	int isDc = scan->first == 0;
	if (scan->last > 63 || scan->first > scan->last || scan->low > 13 || (scan->high > 0 && scan->high != scan->low + 1))
		return 0;
	if (jpeg->isProgressive && (isDc ? scan->last != 0 : scan->count != 1))
		return 0;
	for (int i = 0; i < scan->count; i++) {
		JpegComponent* component = &jpeg->component[scan->component[i]];
		blocks += component->across * component->down;
		if (isDc && scan->high == 0 && !scan->dc[i])
			return 0;
		if (scan->last > 0 && !scan->ac[i])
			return 0;
		if (component->hasQuantum)
			continue;
		if (!jpeg->hasQuantum[component->table])
			return 0;
		component->hasQuantum = 1;
		memcpy(component->quantum, jpeg->quantum[component->table], sizeof component->quantum);
	}
	return scan->count == 1 || blocks <= 10;
}

static int readScan(Jpeg* jpeg)
{
	PoiPicture* picture = jpeg->picture;
	int count = poi_picture_byte(picture);
	if (jpeg->scanCount == JPEG_SCANS)
		return poi_picture_unsupported(picture, "JPEG of more than 48 scans");
	if (count < 1 || count > jpeg->count)
		return poi_picture_damaged(picture, BROKEN);
	JpegScan* scan = poi_picture_take(picture, sizeof(JpegScan));
	if (!scan)
		return POI_NO_MEMORY;
	scan->count = (uint8_t)count;
	for (int i = 0; i < count; i++) {
		int id = poi_picture_byte(picture);
		int tables = poi_picture_byte(picture);
		int at = 0;
		while (at < jpeg->count && jpeg->component[at].id != id)
			at++;
		if (at == jpeg->count || tables < 0 || tables >> 4 > 3 || (tables & 15) > 3 || (i > 0 && at <= scan->component[i - 1]))
			return poi_picture_damaged(picture, BROKEN);
		scan->component[i] = (uint8_t)at;
		scan->dc[i] = jpeg->dc[tables >> 4];
		scan->ac[i] = jpeg->ac[tables & 15];
	}
	int first = poi_picture_byte(picture);
	int last = poi_picture_byte(picture);
	int bits = poi_picture_byte(picture);
	if (bits < 0)
		return poi_picture_damaged(picture, ENDS);
	scan->first = (uint8_t)first;
	scan->last = (uint8_t)last;
	scan->high = (uint8_t)(bits >> 4);
	scan->low = (uint8_t)(bits & 15);
	scan->interval = scan->untilRestart = jpeg->interval;
	scan->position = poi_picture_tell(picture);
	if (!checkScan(jpeg, scan))
		return poi_picture_damaged(picture, BROKEN);
	jpeg->scan[jpeg->scanCount++] = scan;
	return POI_OK;
}

/* All of the picture is in the first scan, so that none has to be looked for behind it. */
static int isOneScan(const Jpeg* jpeg)
{
	return jpeg->scanCount == 1 && !jpeg->isProgressive && jpeg->scan[0]->count == jpeg->count;
}

/* The next marker that is none of a scan's; -1 at the file's end. */
static int nextMarker(PoiPicture* picture)
{
	int byte = poi_picture_byte(picture);
	for (;;) {
		while (byte >= 0 && byte != 0xFF)
			byte = poi_picture_byte(picture);
		while (byte == 0xFF)
			byte = poi_picture_byte(picture);
		if (byte < 0)
			return -1;
		if (byte != 0 && byte != 1 && (byte < 0xD0 || byte > 0xD7))
			return byte;
	}
}

static int readSegment(Jpeg* jpeg, int marker)
{
	PoiPicture* picture = jpeg->picture;
	int32_t length = poi_picture_u16(picture);
	if (length < 2)
		return poi_picture_damaged(picture, ENDS);
	uint32_t start = poi_picture_tell(picture);
	uint32_t end = start + (uint32_t)length - 2;
	int status = POI_OK;
	if (marker == 0xDB)
		status = readQuantums(jpeg, end);
	else if (marker == 0xC4)
		status = readCodes(jpeg, end);
	else if (marker >= 0xC0 && marker <= 0xC2) {
		jpeg->isProgressive = marker == 0xC2;
		status = readFrame(jpeg);
	} else if (marker > 0xC2 && marker < 0xD0 && marker != 0xCC)
		status = poi_picture_unsupported(picture, "JPEG with arithmetic codes or without loss");
	else if (marker == 0xDD)
		jpeg->interval = (uint32_t)(poi_picture_u16(picture) & 0xFFFF);
	else if (marker == 0xE1 && length >= 8 && poi_picture_u32(picture) == 0x45786966 && poi_picture_u16(picture) == 0)
		picture->orientation = poi_picture_exif(picture, (uint32_t)length - 8);
	else if (marker == 0xEE && length >= 14 && poi_picture_u32(picture) == 0x41646F62) {
		poi_picture_seek(picture, start + 11);
		jpeg->adobe = poi_picture_byte(picture);
	}
	if (marker == 0xDA)
		return readScan(jpeg);
	poi_picture_seek(picture, end);
	return status;
}

/* The colours of a pixel, from its samples (JFIF 1.02; Adobe Technical Note 5116: four channels are inverted). */
static void putPixel(const Jpeg* jpeg, const uint8_t* sample, uint8_t* rgb)
{
	int isRgb = jpeg->count == 3 && jpeg->adobe < 0 && jpeg->component[0].id == 'R' && jpeg->component[1].id == 'G';
	int32_t colour[3] = { sample[0], jpeg->count == 1 ? sample[0] : sample[1], jpeg->count == 1 ? sample[0] : sample[2] };
	if ((jpeg->count == 3 && jpeg->adobe != 0 && !isRgb) || (jpeg->count == 4 && jpeg->adobe == 2)) {
		int32_t blue = sample[1] - 128;
		int32_t red = sample[2] - 128;
		colour[0] = sample[0] + ((91881 * red + 32768) >> 16);
		colour[1] = sample[0] + ((-22554 * blue - 46802 * red + 32768) >> 16);
		colour[2] = sample[0] + ((116130 * blue + 32768) >> 16);
	}
	for (int i = 0; i < 3; i++) {
		int32_t value = colour[i] < 0 ? 0 : colour[i] > 255 ? 255 : colour[i];
		if (jpeg->count == 4 && jpeg->adobe >= 0)
			value = poi_over_black((unsigned)value, sample[3]);
		else if (jpeg->count == 4)
			value = poi_over_black((unsigned)(255 - value), 255u - sample[3]);
		rgb[i] = (uint8_t)value;
	}
}

static int decodeMcus(Jpeg* jpeg)
{
	for (int i = 0; i < jpeg->count; i++) {
		JpegComponent* component = &jpeg->component[i];
		size_t count = (size_t)component->lineBlocks * component->down * jpeg->kept;
		if (component->blocks)
			memset(component->blocks, 0, count * sizeof(int16_t));
	}
	for (int i = 0; i < jpeg->scanCount; i++) {
		/* Of a picture at an eighth, only means are looked at. */
		if (jpeg->kept == 1 && jpeg->scan[i]->first > 0)
			continue;
		int status = poi_jpeg_scan(jpeg, jpeg->scan[i]);
		if (status != POI_OK)
			return status;
	}
	uint32_t size = (uint32_t)jpeg->size;
	for (int i = 0; i < jpeg->count; i++) {
		JpegComponent* component = &jpeg->component[i];
		uint32_t stride = component->lineBlocks * size;
		for (uint32_t at = 0; component->blocks && at < component->lineBlocks * component->down; at++) {
			uint8_t* into = component->plane + at / component->lineBlocks * size * stride + at % component->lineBlocks * size;
			poi_jpeg_samples(component->blocks + (size_t)at * jpeg->kept, component->quantum, jpeg->size, into, stride);
		}
	}
	jpeg->mcuRow++;
	jpeg->line = 0;
	return POI_OK;
}

static int jpegRow(PoiPicture* picture, uint8_t* rgb)
{
	Jpeg* jpeg = picture->state;
	uint32_t lines = (uint32_t)(jpeg->mostDown * jpeg->size);
	if (jpeg->mcuRow == 0 || jpeg->line == lines) {
		int status = decodeMcus(jpeg);
		if (status != POI_OK)
			return status;
	}
	const uint8_t* row[JPEG_COMPONENTS];
	for (int i = 0; i < jpeg->count; i++) {
		const JpegComponent* component = &jpeg->component[i];
		row[i] = component->plane + jpeg->line * component->down / jpeg->mostDown * component->lineBlocks * (uint32_t)jpeg->size;
	}
	uint32_t width = (picture->width + picture->factor - 1) / picture->factor;
	for (uint32_t x = 0; x < width; x++, rgb += 3) {
		uint8_t sample[JPEG_COMPONENTS] = { 0 };
		for (int i = 0; i < jpeg->count; i++)
			sample[i] = row[i][x * jpeg->component[i].across / jpeg->mostAcross];
		putPixel(jpeg, sample, rgb);
	}
	jpeg->line++;
	return POI_OK;
}

static int jpegBegin(PoiPicture* picture, uint32_t factor)
{
	Jpeg* jpeg = picture->state;
	int shift = factor >= 8 ? 3 : factor >= 4 ? 2 : factor >= 2 ? 1 : 0;
	picture->factor = 1u << shift;
	jpeg->size = 8 >> shift;
	jpeg->kept = jpeg->size == 1 && jpeg->isProgressive ? 1 : JPEG_BLOCK;
	for (int i = 0; i < jpeg->count; i++) {
		JpegComponent* component = &jpeg->component[i];
		size_t count = (size_t)component->lineBlocks * component->down;
		if (!component->hasQuantum)
			return poi_picture_damaged(picture, "a channel is missing");
		component->plane = poi_picture_take(picture, count * (size_t)(jpeg->size * jpeg->size));
		if (!component->plane)
			return POI_NO_MEMORY;
		if (isOneScan(jpeg))
			continue;
		component->blocks = poi_picture_take(picture, count * jpeg->kept * sizeof(int16_t));
		if (!component->blocks)
			return POI_NO_MEMORY;
	}
	return POI_OK;
}

/* Goes through the markers to the end, or to the only scan. */
int poi_jpeg_open(PoiPicture* picture)
{
	Jpeg* jpeg = picture->state = poi_picture_take(picture, sizeof(Jpeg));
	if (!jpeg)
		return POI_NO_MEMORY;
	picture->begin = jpegBegin;
	picture->row = jpegRow;
	jpeg->picture = picture;
	jpeg->adobe = -1;
	poi_picture_seek(picture, 2);
	for (;;) {
		int marker = nextMarker(picture);
		/* Who left the end out has not necessarily lost anything. */
		if (marker == 0xD9 || (marker < 0 && jpeg->scanCount > 0))
			break;
		if (marker < 0)
			return poi_picture_damaged(picture, ENDS);
		if (marker == 0xD8)
			continue;
		int status = readSegment(jpeg, marker);
		if (status != POI_OK)
			return status;
		if (isOneScan(jpeg))
			break;
	}
	return jpeg->scanCount > 0 ? POI_OK : poi_picture_damaged(picture, "it has no pixels");
}
