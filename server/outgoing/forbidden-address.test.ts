import { describe, expect, it } from 'vitest';
import { isForbiddenAddress, isForbiddenHost } from './forbidden-address.ts';

describe('an address inside of the cloud', () => {
  it.each([
    'http://169.254.169.254/latest',
    'http://169.254.0.1',
    'http://169.254.170.2/v2/credentials',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://0xa9.254.0xa9.0376/',
    'http://169.254.43518/',
    'http://169.254.169.254./',
    'http://①⑥⑨.254.169.254/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::a9fe:a9fe]/',
    'http://[::ffff:0:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[64:ff9b:1:a9fe:a9:fe00::]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[2001:0:a9fe:a9fe::1]/',
    'http://[2001:0:4136:e378:8000:63bf:5601:5601]/',
    'http://[2001:db8::5efe:a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[febf:ffff::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:0ec2:0:0:0:0:0:254]/',
    'http://[fd20:ce::254]/',
    'http://[fd00:42::42]/',
    'http://[fd00:c1::a9fe:a9fe]/',
    'http://[FD00:00C1:0:0:0:0:A9FE:A9FE]/',
    'http://[fd00:a9fe:a9fe::1]/',
    'http://[fd00:100::100:200]/',
    'http://100.100.100.200/latest',
    'http://[::ffff:100.100.100.200]/',
    'http://1684301000/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'http://metadata/',
    'http://metadata.google.internal/',
    'http://metadata.google.internal./',
    'http://METADATA.google.INTERNAL/computeMetadata/v1',
    'http://metadata.goog/',
    'http://instance-data/latest',
    'http://instance-data.ec2.internal./',
  ])('is refused: %s', (text) => {
    expect(isForbiddenHost(new URL(text))).toBe(true);
  });

  it.each([
    'http://localhost:11434/v1',
    'http://127.0.0.1:1234/v1',
    'http://[::1]:8080/v1',
    'http://192.168.1.20:11434/v1',
    'http://10.0.0.7/v1',
    'http://172.17.0.1:11434/v1',
    'http://100.100.100.201/v1',
    'http://100.64.1.2:11434/v1',
    'http://169.253.255.255/',
    'http://169.255.0.0/',
    'http://[fd12:3456::1]/v1',
    'http://[fd00::1]/v1',
    'http://[fd00:c1::1]/v1',
    'http://[fd00:a9fe:a9fe::2]/v1',
    'http://[fec0::1]/v1',
    'http://[64:ff9b::808:808]/',
    'http://[2001:db8::1]/',
    'http://[2606:4700::6810:1]/',
    'http://ollama.local:11434/v1',
    'http://metadata.example.org/',
    'https://api.openai.com/v1',
  ])('is not: %s', (text) => {
    expect(isForbiddenHost(new URL(text))).toBe(false);
  });

  it('is known by its number, with or without a zone', () => {
    expect(['169.254.1.1', 'fe80::1%eth0', '::FFFF:169.254.1.1', 'not an address', ''].map(isForbiddenAddress)).toEqual(
      [true, true, true, false, false],
    );
  });
});
