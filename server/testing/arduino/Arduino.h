// Arduino's core for the ESP32. The Arduino IDE puts this header before every sketch.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "WString.h"

// The section of the memory that deep sleep spares; the host has none.
#define RTC_DATA_ATTR

#define constrain(amount, low, high) ((amount) < (low) ? (low) : ((amount) > (high) ? (high) : (amount)))
long map(long value, long fromLow, long fromHigh, long toLow, long toHigh);

uint16_t analogRead(uint8_t pin);
unsigned long millis();
void delay(uint32_t ms);
void configTime(long gmtOffsetS, int daylightOffsetS, const char *server1, const char *server2 = nullptr,
                const char *server3 = nullptr);

class HardwareSerial {
 public:
  void begin(unsigned long baud);
  size_t printf(const char *format, ...) __attribute__((format(printf, 2, 3)));
  size_t print(const String &text);
  size_t print(const char *text);
  size_t println(const String &text);
  size_t println(const char *text);
};
extern HardwareSerial Serial;

void setup();
void loop();
