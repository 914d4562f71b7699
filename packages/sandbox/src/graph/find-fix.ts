/** Fixes for Meta's sentences: the first row whose pattern fits. */
const fixes: [RegExp, string][] = [
  [/must be SHA-256/, 'Hash the value: trim it, lower-case it, take SHA-256 as lower-case hex.'],
  [/needs custom_data\.currency/, 'Add the currency: an ISO 4217 code such as EUR.'],
  [/needs custom_data\.value/, 'Add the value: the amount of the order as a number.'],
  [/must be an ISO 4217/, 'Send the code of three letters, such as EUR, not the sign or the name.'],
  [/more than \d+ days ago/, 'Send events when they happen. Older ones cannot be sent at all.'],
  [/in the future/, 'event_time is in seconds, not milliseconds. Check the clock of the server too.'],
  [/event_time must be an integer/, 'Send Math.floor(Date.now() / 1000).'],
  [/action_source/, 'Set action_source; for an event of a site it is website.'],
  [/fbc is malformed/, 'Send the cookie _fbc as it is, or fb.1.<milliseconds>.<fbclid>, not the bare click id.'],
  [/fbp is malformed/, 'Send the cookie _fbp as it is: fb.1.<milliseconds>.<random number>.'],
  [/no combination of keys/, 'Add a key that names one person: fbp, fbc, external_id, em or ph.'],
  [/user_data is required/, 'Add user_data with at least one match key.'],
  [/Unexpected key/, 'Remove the key. Contents take id, quantity, item_price and a few more keys.'],
  [/contents must be/, 'Give each entry of contents an id.'],
  [/client_ip_address/, 'Send the address alone, without a port and without the list of proxies.'],
  [/More than 1,000/, 'Divide the events into requests of at most 1,000.'],
  [/parameter data is required/, 'Send {"data": [ … ]} with at least one event, as application/json.'],
  [/access token is required/, 'Send the header Authorization: Bearer <access token>.'],
  [/event_id must be text/, 'Send the event id as text.'],
  [/extinfo|app_data/, 'Send app_data as Meta documents it for app events.'],
  [/messaging_channel|events need user_data/, 'Send the channel and the ids of its conversation.'],
  [/LDU/, 'Send country and state with LDU; 0 and 0 lets Meta find them.'],
];

/** Finds what a developer has to change so that Meta takes the event. */
export const findFix = (reason: string): string =>
  fixes.find(([pattern]) => pattern.test(reason))?.[1] ?? 'Send the field as Meta documents it.';
