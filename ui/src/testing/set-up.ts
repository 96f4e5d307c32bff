/** Runs before each test file of the dashboard. */
import { afterEach, beforeEach } from 'vitest';
import { clearStage, setStage } from './stage';

beforeEach(setStage);
afterEach(clearStage);
