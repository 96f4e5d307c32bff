/** Runs before each test file of the dashboard. */
import { afterEach, beforeEach } from 'vitest';
import { allTexts } from '../messages/text';
import { clearStage, setStage } from './stage';

// Tests mount pages without the router, which loads them with their texts.
await allTexts();

beforeEach(setStage);
afterEach(clearStage);
