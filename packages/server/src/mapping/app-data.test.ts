import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

function map(device: object, properties: object = {}) {
  const message = {
    type: 'track',
    event: 'Lead',
    messageId: 'm1',
    anonymousId: 'a1',
    traits: { email: 'ada@example.com' },
    context: { device: { type: 'ios', ...device }, os: { version: '17.5' } },
    properties: { application_tracking_enabled: 1, ...properties },
  };
  return toServerEvent(message, { pixelId: '1', actionSource: 'app' }, { now: Date.parse('2026-01-31T12:00:00Z') });
}

describe('an app event', () => {
  it.each([
    [{ adTrackingEnabled: true, attTrackingStatus: 2 }, 1],
    [{ adTrackingEnabled: false, attTrackingStatus: 3 }, 0],
    [{ attTrackingStatus: 3 }, 1],
    [{ attTrackingStatus: '3' }, 1],
    [{ attTrackingStatus: 'authorized' }, 1],
    [{ attTrackingStatus: 2 }, 0],
    [{ attTrackingStatus: 1 }, 0],
    [{ attTrackingStatus: 0 }, 0],
    [{ attTrackingStatus: 'notDetermined' }, 0],
  ])('of a device that says %j has advertiser_tracking_enabled %i', (device, expected) => {
    expect(map(device)).toMatchObject({ event: { app_data: { advertiser_tracking_enabled: expected } } });
  });

  it.each([{}, { attTrackingStatus: 4 }, { attTrackingStatus: 'yes' }, { attTrackingStatus: null }])(
    'of a device that says %j is rejected',
    (device) => {
      expect(map(device).rejected).toMatchObject([
        { code: 'app-data-missing', field: 'context.device.adTrackingEnabled' },
      ]);
    },
  );

  it("has the app's properties in app_data, and not in custom data too", () => {
    const mapped = map(
      { attTrackingStatus: 3 },
      {
        application_tracking_enabled: 'false',
        campaignId: 'c1',
        receipt_data: 'MIIT',
        consider_views: 1,
        include_dwell_data: 'true',
        include_video_data: false,
        install_referrer: 'ref',
        installer_package: 'com.store',
        url_schemes: ['myapp'],
        windows_attribution_id: 'w1',
        plan: 'pro',
      },
    );
    expect(mapped).toMatchObject({
      event: {
        app_data: {
          application_tracking_enabled: 0,
          campaign_ids: 'c1',
          receipt_data: 'MIIT',
          consider_views: true,
          include_dwell_data: true,
          include_video_data: false,
          install_referrer: 'ref',
          installer_package: 'com.store',
          url_schemes: ['myapp'],
          windows_attribution_id: 'w1',
        },
      },
    });
    expect('event' in mapped && mapped.event.custom_data).toEqual({ plan: 'pro' });
  });

  it.each(['00000000-0000-0000-0000-000000000000', '00000000000000000000000000000000', '0000-0000', 'null'])(
    'with the advertising id %s has none',
    (advertisingId) => {
      const mapped = map({ attTrackingStatus: 2, advertisingId });
      expect(mapped).toMatchObject({
        event: { user_data: { anon_id: 'a1' } },
        problems: [{ code: 'placeholder-value', field: 'context.device.advertisingId' }],
      });
      expect('event' in mapped && mapped.event.user_data).not.toHaveProperty('madid');
    },
  );

  it('keeps a real advertising id', () => {
    const advertisingId = '6D92078A-8246-4BA4-AE5B-76104861E7DC';
    expect(map({ attTrackingStatus: 3, advertisingId })).toMatchObject({
      event: { user_data: { madid: advertisingId, anon_id: advertisingId } },
      problems: [],
    });
  });
});
