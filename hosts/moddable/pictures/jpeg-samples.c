#include "jpeg.h"

#include <string.h>

enum { FRACTION_BITS = 5 };

/* 4096 · cos(i π / 16), and of i = 4 that of 1 / √2. */
static const int16_t COSINES[9] = { 4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0 };

/* Half of C(u) cos((2x + 1) u π / 2n), times 8192 (T.81, A.3.3). */
static int32_t basis(int x, int u, int n)
{
	if (u == 0)
		return COSINES[4];
	int angle = (2 * x + 1) * u * (8 / n) & 31;
	if (angle > 16)
		angle = 32 - angle;
	return angle > 8 ? -COSINES[16 - angle] : COSINES[angle];
}

static int32_t bounded(int32_t value, int32_t least, int32_t most)
{
	return value < least ? least : value > most ? most : value;
}

/*
 * The inverse transform of the lowest n × n coefficients, which gives the block at n × n samples: each is the mean of those that it stands
 * for but for the frequencies that it cannot show. Down first, then across.
 */
void poi_jpeg_samples(const int16_t* block, const uint16_t* quantum, int n, uint8_t* into, uint32_t stride)
{
	int32_t table[64];
	int32_t half[64] = { 0 };
	for (int x = 0; x < n; x++)
		for (int u = 0; u < n; u++)
			table[x * n + u] = basis(x, u, n);
	for (int v = 0; v < n; v++) {
		for (int u = 0; u < n; u++) {
			if (block[v * 8 + u] == 0)
				continue;
			/* No coefficient of a real picture is larger. */
			int64_t product = (int64_t)block[v * 8 + u] * quantum[v * 8 + u];
			int32_t value = product < -16384 ? -16384 : product > 16383 ? 16383 : (int32_t)product;
			for (int y = 0; y < n; y++)
				half[y * n + u] += value * table[y * n + v];
		}
	}
	for (int i = 0; i < n * n; i++)
		half[i] = bounded((half[i] + (1 << (12 - FRACTION_BITS))) >> (13 - FRACTION_BITS), -32768, 32767);
	for (int y = 0; y < n; y++) {
		for (int x = 0; x < n; x++) {
			int32_t sum = 1 << (12 + FRACTION_BITS);
			for (int u = 0; u < n; u++)
				sum += half[y * n + u] * table[x * n + u];
			into[x] = (uint8_t)bounded((sum >> (13 + FRACTION_BITS)) + 128, 0, 255);
		}
		into += stride;
	}
}
