#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <stdatomic.h>

#include "driver/spi_master.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

/* SPI2, whose pins lead to the bus without a detour. */
#define HOST SPI2_HOST

/* The worker writes, on the second core; the node opens, holds and closes. */
static spi_device_handle_t device;
static atomic_bool held;
static atomic_bool writing;

static void check(xsMachine* the, esp_err_t error, const char* what)
{
	if (error != ESP_OK)
		xsUnknownError("SPI: %s failed with code %d", what, (int)error);
}

/* open(out, clock, hz, most): `most` bytes are written at once at most. Called by the worker: the bus interrupts the core it runs on. */
void poi_stripBus_open(xsMachine* the)
{
	spi_bus_config_t bus = {
		.mosi_io_num = xsmcToInteger(xsArg(0)),
		.sclk_io_num = xsmcToInteger(xsArg(1)),
		.miso_io_num = -1,
		.quadwp_io_num = -1,
		.quadhd_io_num = -1,
		.max_transfer_sz = xsmcToInteger(xsArg(3)),
	};
	spi_device_interface_config_t strip = {
		.clock_speed_hz = xsmcToInteger(xsArg(2)),
		.spics_io_num = -1,
		.queue_size = 1,
		.flags = SPI_DEVICE_NO_DUMMY,
	};
	check(the, spi_bus_initialize(HOST, &bus, SPI_DMA_CH_AUTO), "the bus");
	esp_err_t error = spi_bus_add_device(HOST, &strip, &device);
	if (error != ESP_OK)
		spi_bus_free(HOST);
	check(the, error, "the strip");
}

/* write(bytes): returns when the last has left; the core sleeps meanwhile. Never returns once the bus is held: the worker ends there. */
void poi_stripBus_write(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue length;
	spi_transaction_t block = { 0 };
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	block.length = 8 * length;
	block.tx_buffer = bytes;
	atomic_store(&writing, true);
	if (atomic_load(&held)) {
		atomic_store(&writing, false);
		vTaskSuspend(NULL);
	}
	esp_err_t error = spi_device_transmit(device, &block);
	atomic_store(&writing, false);
	check(the, error, "a write");
}

/*
	hold(): the write that is under way ends, and none begins. A worker is ended wherever it is, and the bus's driver would keep for
	ever what one held that was ended within a write.
*/
void poi_stripBus_hold(xsMachine* the)
{
	atomic_store(&held, true);
	while (atomic_load(&writing))
		vTaskDelay(1);
}

/* close(): after the worker has ended. */
void poi_stripBus_close(xsMachine* the)
{
	if (device) {
		spi_bus_remove_device(device);
		spi_bus_free(HOST);
		device = NULL;
	}
	atomic_store(&held, false);
}
