#include "byte-queue.h"

#include "xsmc.h"
#if ESP32
	#include "xsHost.h"
#endif

int bytesHeld(ByteQueue* queue)
{
	return queue->end - queue->start;
}

void bytesDrop(ByteQueue* queue)
{
	c_free(queue->block);
	queue->block = NULL;
	queue->start = queue->end = 0;
}

uint8_t* bytesRoom(ByteQueue* queue, int* bytes)
{
	if (!queue->block)
		queue->block = c_malloc(QUEUE_BYTES);
	if (!queue->block)
		return NULL;
	if (queue->start) {
		c_memmove(queue->block, queue->block + queue->start, bytesHeld(queue));
		queue->end -= queue->start;
		queue->start = 0;
	}
	*bytes = QUEUE_BYTES - queue->end;
	return queue->block + queue->end;
}

void bytesTake(ByteQueue* queue, int bytes)
{
	queue->start += bytes;
	if (queue->start == queue->end)
		bytesDrop(queue);
}
