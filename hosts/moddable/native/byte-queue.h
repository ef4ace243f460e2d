/* Bytes that wait in a block which is there only while it holds some. */
#ifndef POI_BYTE_QUEUE_H
#define POI_BYTE_QUEUE_H

#include <stdint.h>

#if ESP32
	#define QUEUE_BYTES 2048
#else
	#define QUEUE_BYTES 16384
#endif

typedef struct {
	uint8_t* block;
	uint16_t start;
	uint16_t end;
} ByteQueue;

extern int bytesHeld(ByteQueue* queue);
extern void bytesDrop(ByteQueue* queue);

/* Room behind what is held, which is moved to the front; NULL without memory. */
extern uint8_t* bytesRoom(ByteQueue* queue, int* bytes);

/* Takes bytes away from the front. */
extern void bytesTake(ByteQueue* queue, int bytes);

#endif
