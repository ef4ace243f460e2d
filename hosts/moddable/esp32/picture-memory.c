#include "esp_heap_caps.h"

#include "../pictures/picture.h"

/* Decoders read what they keep row by row: PSRAM is quick enough for that, and the chip's own RAM is scarce. */
void* poi_picture_memory(size_t size)
{
	return heap_caps_malloc_prefer(size, 2, MALLOC_CAP_SPIRAM | MALLOC_CAP_8BIT, MALLOC_CAP_DEFAULT);
}

void poi_picture_release(void* memory)
{
	heap_caps_free(memory);
}
