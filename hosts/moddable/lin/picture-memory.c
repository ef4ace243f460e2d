#include <stdlib.h>

#include "../pictures/picture.h"

void* poi_picture_memory(size_t size)
{
	return malloc(size);
}

void poi_picture_release(void* memory)
{
	free(memory);
}
