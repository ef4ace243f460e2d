/* CodedPicture of coded-picture.ts: the decoders, with the file's bytes and the rows by way of the node's own objects. */
#include "xsmc.h"
#if ESP32
	#include "xsHost.h"
#endif
#include "mc.xs.h"

#include "picture.h"

typedef struct {
	PoiPicture picture;
	xsMachine* the;
	/* The object, while a call of it runs. */
	xsSlot self;
	uint8_t* row;
} Record;

static int readFile(PoiPicture* picture, uint32_t position, uint8_t* into, int size)
{
	Record* record = (Record*)picture;
	xsMachine* the = record->the;
	uint8_t* bytes;
	xsUnsignedValue length;
	xsSlot got = xsCall2(record->self, xsID_fill, xsNumber(position), xsInteger(size));
	int count = xsmcToInteger(got);
	xsmcGet(got, record->self, xsID_input);
	xsmcGetBufferReadable(got, (void**)&bytes, &length);
	if (count < 0 || (xsUnsignedValue)count > length || count > size)
		return 0;
	c_memcpy(into, bytes, count);
	return count;
}

void poi_picture_destructor(void* data)
{
	Record* record = data;
	if (!record)
		return;
	poi_picture_close(&record->picture);
	c_free(record);
}

static Record* recordOf(xsMachine* the)
{
	Record* record = xsmcGetHostDataValidate(xsThis, poi_picture_destructor);
	if (!record)
		xsUnknownError("the picture is closed");
	record->the = the;
	record->self = xsThis;
	return record;
}

/* constructor(limit) */
void poi_picture_constructor(xsMachine* the)
{
	Record* record = c_calloc(1, sizeof(Record));
	if (!record)
		xsRangeError("no memory for a picture");
	record->picture.read = readFile;
	record->picture.limit = (size_t)xsmcToInteger(xsArg(0));
	xsmcSetHostData(xsThis, record);
}

/* open(format): a status */
void poi_picture_openFile(xsMachine* the)
{
	int format = xsmcToInteger(xsArg(0));
	xsmcSetInteger(xsResult, poi_picture_open(&recordOf(the)->picture, format));
}

/* begin(factor): a status */
void poi_picture_beginRows(xsMachine* the)
{
	uint32_t factor = (uint32_t)xsmcToInteger(xsArg(0));
	Record* record = recordOf(the);
	int status = poi_picture_begin(&record->picture, factor);
	if (status == POI_OK) {
		uint32_t width = (record->picture.width + record->picture.factor - 1) / record->picture.factor;
		record->row = poi_picture_take(&record->picture, (size_t)width * 3);
		status = record->row ? POI_OK : POI_NO_MEMORY;
	}
	xsmcSetInteger(xsResult, status);
}

/* row(rgb, at, byteLength): a status. The row is made elsewhere first: reading the file may move what the view shows. */
void poi_picture_readRow(xsMachine* the)
{
	uint8_t* bytes;
	xsUnsignedValue length;
	uint32_t at = (uint32_t)xsmcToInteger(xsArg(1));
	uint32_t count = (uint32_t)xsmcToInteger(xsArg(2));
	Record* record = recordOf(the);
	int status = poi_picture_row(&record->picture, record->row);
	xsmcGetBufferWritable(xsArg(0), (void**)&bytes, &length);
	if (at > length || count > length - at)
		xsRangeError("the row is longer than the view");
	if (status == POI_OK)
		c_memcpy(bytes + at, record->row, count);
	xsmcSetInteger(xsResult, status);
}

void poi_picture_get_width(xsMachine* the)
{
	xsmcSetNumber(xsResult, recordOf(the)->picture.width);
}

void poi_picture_get_height(xsMachine* the)
{
	xsmcSetNumber(xsResult, recordOf(the)->picture.height);
}

void poi_picture_get_orientation(xsMachine* the)
{
	xsmcSetInteger(xsResult, recordOf(the)->picture.orientation);
}

void poi_picture_get_interlaced(xsMachine* the)
{
	xsmcSetBoolean(xsResult, recordOf(the)->picture.interlaced);
}

void poi_picture_get_factor(xsMachine* the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)recordOf(the)->picture.factor);
}

/* What is wrong, in words. */
void poi_picture_get_what(xsMachine* the)
{
	xsmcSetString(xsResult, (xsStringValue)recordOf(the)->picture.what);
}

/* Bytes that it would have needed. */
void poi_picture_get_wanted(xsMachine* the)
{
	xsmcSetNumber(xsResult, (double)recordOf(the)->picture.wanted);
}

void poi_picture_closeFile(xsMachine* the)
{
	Record* record = xsmcGetHostData(xsThis);
	xsmcSetHostData(xsThis, NULL);
	poi_picture_destructor(record);
}
