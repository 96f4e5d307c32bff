// The library Preferences of Arduino's core for the ESP32.
#pragma once
#include "Arduino.h"

class Preferences {
 public:
  bool begin(const char *name, bool readOnly = false, const char *partitionLabel = nullptr);
  size_t putString(const char *key, const char *value);
  size_t putString(const char *key, String value);
  size_t getString(const char *key, char *value, size_t maxLength);
  String getString(const char *key, String defaultValue = String());
};
