import { describe, expect, it } from 'vitest';
import { mountPage } from '../../testing/screen';
import PasswordOffer from './PasswordOffer.vue';

describe('the offer of a password', () => {
  it('says who can come in and leads to where one is set, until it is dismissed in this browser', async () => {
    localStorage.removeItem('plantops-password-offer');
    const page = await mountPage(PasswordOffer, {});
    expect(page.testId('password-offer').textContent).toContain('everybody with an account');
    expect(page.testId('password-offer').querySelector('a')?.getAttribute('href')).toBe('/settings#access');
    await page.click(page.testId('password-offer-dismiss'));
    expect(page.testIds('password-offer')).toEqual([]);
    const again = await mountPage(PasswordOffer, {});
    expect(again.testIds('password-offer')).toEqual([]);
    localStorage.removeItem('plantops-password-offer');
  });
});
