/* As much of ESP-IDF's header as hosts/moddable/esp32/radio-clock.c wants; see fake-radio.c. */
#include <stdint.h>

int64_t esp_timer_get_time(void);
