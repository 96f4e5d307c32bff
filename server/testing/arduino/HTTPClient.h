// The library HTTPClient of Arduino's core for the ESP32.
#pragma once
#include "WiFi.h"

class HTTPClient {
 public:
  bool begin(WiFiClient &client, String url);
  bool begin(String url);
  void end();
  void setTimeout(uint16_t timeoutMs);
  void addHeader(const String &name, const String &value, bool first = false, bool replace = true);
  void collectHeaders(const char *headerKeys[], const size_t headerKeysCount);
  int GET();
  int POST(uint8_t *payload, size_t size);
  int POST(String payload);
  String header(const char *name);
  String header(size_t index);
  String getString();
};
