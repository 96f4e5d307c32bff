// Arduino's String, with the overloads that decide what `a + b` means.
#pragma once
#include <stdint.h>
#include <string.h>

class StringSumHelper;

class String {
  typedef void (String::*IfHelper)() const;

 public:
  String(const char *text = "");
  String(const char *text, unsigned int length);
  String(const String &other);
  String(String &&other);
  String(StringSumHelper &&sum);
  explicit String(char c);
  explicit String(unsigned char value, unsigned char base = 10);
  explicit String(int value, unsigned char base = 10);
  explicit String(unsigned int value, unsigned char base = 10);
  explicit String(long value, unsigned char base = 10);
  explicit String(unsigned long value, unsigned char base = 10);
  explicit String(float value, unsigned int decimalPlaces = 2);
  explicit String(double value, unsigned int decimalPlaces = 2);
  explicit String(long long value, unsigned char base = 10);
  explicit String(unsigned long long value, unsigned char base = 10);
  ~String();

  String &operator=(const String &other);
  String &operator=(const char *text);
  String &operator=(String &&other);
  String &operator=(StringSumHelper &&sum);

  String &operator+=(const String &other);
  String &operator+=(const char *text);
  String &operator+=(char c);
  String &operator+=(unsigned char value);
  String &operator+=(int value);
  String &operator+=(unsigned int value);
  String &operator+=(long value);
  String &operator+=(unsigned long value);
  String &operator+=(float value);
  String &operator+=(double value);
  String &operator+=(long long value);
  String &operator+=(unsigned long long value);

  operator IfHelper() const;
  bool operator==(const String &other) const;
  bool operator==(const char *text) const;
  bool operator!=(const String &other) const;
  bool operator!=(const char *text) const;

  unsigned int length() const;
  bool isEmpty() const;
  const char *c_str() const;
  String substring(unsigned int begin) const;
  String substring(unsigned int begin, unsigned int end) const;
  long toInt() const;
  float toFloat() const;
};

class StringSumHelper : public String {
 public:
  StringSumHelper(const String &text);
  StringSumHelper(const char *text);
  StringSumHelper(char c);
  StringSumHelper(unsigned char value);
  StringSumHelper(int value);
  StringSumHelper(unsigned int value);
  StringSumHelper(long value);
  StringSumHelper(unsigned long value);
  StringSumHelper(float value);
  StringSumHelper(double value);
  StringSumHelper(long long value);
  StringSumHelper(unsigned long long value);
};

StringSumHelper &operator+(const StringSumHelper &left, const String &right);
StringSumHelper &operator+(const StringSumHelper &left, const char *right);
StringSumHelper &operator+(const StringSumHelper &left, char right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned char right);
StringSumHelper &operator+(const StringSumHelper &left, int right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned int right);
StringSumHelper &operator+(const StringSumHelper &left, long right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned long right);
StringSumHelper &operator+(const StringSumHelper &left, float right);
StringSumHelper &operator+(const StringSumHelper &left, double right);
StringSumHelper &operator+(const StringSumHelper &left, long long right);
StringSumHelper &operator+(const StringSumHelper &left, unsigned long long right);
