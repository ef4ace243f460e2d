/*
 * How much room the file system has. The SDK keeps its littlefs to itself, so the partition is looked at through a second one,
 * which only reads; both run on the machine's thread, and between calls what lies in flash is whole.
 */
#include "lfs.h"
#include "xsmc.h"
#include "mc.defines.h"
#include "mc.xs.h"

#define SECTOR_BYTES 4096

#if ESP32
	#include "xsHost.h"
	#include "esp_partition.h"

static int readSector(const struct lfs_config* config, lfs_block_t block, lfs_off_t offset, void* into, lfs_size_t size)
{
	return esp_partition_read(config->context, block * SECTOR_BYTES + offset, into, size) == ESP_OK ? 0 : LFS_ERR_IO;
}

static bool findPartition(struct lfs_config* config)
{
	const esp_partition_t* partition =
		esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, MODDEF_FILE_PARTITION);
	if (!partition)
		return false;
	config->context = (void*)partition;
	config->block_count = partition->size / SECTOR_BYTES;
	return true;
}
#else
/* The SDK's littlefs in memory, for tests on Linux. */
extern uint8_t gRAMDisk[];

static int readSector(const struct lfs_config* config, lfs_block_t block, lfs_off_t offset, void* into, lfs_size_t size)
{
	c_memcpy(into, gRAMDisk + block * SECTOR_BYTES + offset, size);
	return 0;
}

static bool findPartition(struct lfs_config* config)
{
	config->block_count = MODDEF_FILE_LFS_PARTITION_SIZE / SECTOR_BYTES;
	return true;
}
#endif

/* Nobody writes. */
static int refuseProgram(const struct lfs_config* config, lfs_block_t block, lfs_off_t offset, const void* bytes, lfs_size_t size)
{
	return LFS_ERR_IO;
}

static int refuseErase(const struct lfs_config* config, lfs_block_t block)
{
	return LFS_ERR_IO;
}

static int nothing(const struct lfs_config* config)
{
	return 0;
}

/* space(): [total, free] bytes */
void poi_machine_space(xsMachine* the)
{
	struct lfs_config config = { 0 };
	lfs_t* files = c_calloc(1, sizeof(lfs_t));
	lfs_ssize_t used = LFS_ERR_NOMEM;
	config.read = readSector;
	config.prog = refuseProgram;
	config.erase = refuseErase;
	config.sync = nothing;
#if defined(LFS_THREADSAFE)
	config.lock = nothing;
	config.unlock = nothing;
#endif
	config.read_size = MODDEF_FILE_LFS_READ_SIZE;
	config.prog_size = MODDEF_FILE_LFS_PROG_SIZE;
	config.cache_size = MODDEF_FILE_LFS_CACHE_SIZE;
	config.lookahead_size = 16;
	config.block_size = SECTOR_BYTES;
	config.block_cycles = MODDEF_FILE_LFS_BLOCK_CYCLES;
	if (files && findPartition(&config) && lfs_mount(files, &config) == 0) {
		used = lfs_fs_size(files);
		lfs_unmount(files);
	}
	c_free(files);
	if (used < 0)
		xsUnknownError("no file system");
	xsmcVars(1);
	xsResult = xsNewArray(2);
	xsmcSetNumber(xsVar(0), (double)config.block_count * SECTOR_BYTES);
	xsmcSetIndex(xsResult, 0, xsVar(0));
	xsmcSetNumber(xsVar(0), (double)(config.block_count - used) * SECTOR_BYTES);
	xsmcSetIndex(xsResult, 1, xsVar(0));
}
