// ArduinoJson 7: documents, what is in them, and reading one.
#pragma once
#include "Arduino.h"

class JsonVariantConst {
 public:
  JsonVariantConst operator[](const char *key) const;
  template <typename T> T as() const;
  template <typename T> bool is() const;
  template <typename T> operator T() const;
  bool isNull() const;
};

// What `document["name"]` gives: it is read as any type, and assigned to.
class MemberProxy {
 public:
  MemberProxy operator[](const char *key) const;
  template <typename T> T as() const;
  template <typename T> bool is() const;
  template <typename T> operator T() const;
  template <typename T> MemberProxy &operator=(const T &value);
  bool isNull() const;
};

class JsonDocument {
 public:
  MemberProxy operator[](const char *key);
  JsonVariantConst operator[](const char *key) const;
  template <typename T> T as() const;
  bool isNull() const;
  void clear();
};

class DeserializationError {
 public:
  explicit operator bool() const;
  const char *c_str() const;
};
DeserializationError deserializeJson(JsonDocument &document, const String &input);
DeserializationError deserializeJson(JsonDocument &document, const char *input);
size_t serializeJson(const JsonDocument &document, String &output);
