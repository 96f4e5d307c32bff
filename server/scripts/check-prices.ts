/** Warns when the prices of language models are old. It is no reason for `make check` to fail. */
import { systemClock } from '@plantops/shared/clock.ts';
import { warningOfPrices } from '../llm/prices.ts';

const warning = warningOfPrices(systemClock.now());
if (warning) process.stderr.write(`\nWarning: ${warning}\n`);
