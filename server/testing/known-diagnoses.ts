/** What is found about plants in tests of other rooms: a dry plant, unless a test says otherwise. */
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { diagnosis } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { plantFacts } from '@plantops/shared/testing/plant-facts.ts';

export interface FakeDiagnoses {
  found: Diagnosis;
  facts: PlantFacts;
  current: (plantId: string) => Promise<{ facts: PlantFacts; diagnosis: Diagnosis }>;
}

/** The same is found about every plant, and can be changed by the test. */
export function knownDiagnoses(): FakeDiagnoses {
  const fake: FakeDiagnoses = {
    found: diagnosis(),
    facts: plantFacts(),
    current: () => Promise.resolve({ facts: fake.facts, diagnosis: fake.found }),
  };
  return fake;
}
