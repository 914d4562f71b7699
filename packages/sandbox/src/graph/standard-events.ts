/** The names in https://developers.facebook.com/docs/meta-pixel/reference, and those only in the Conversions API. */
export const standardEvents: ReadonlySet<string> = new Set(
  `AddPaymentInfo AddToCart AddToWishlist CompleteRegistration Contact CustomizeProduct Donate FindLocation
  InitiateCheckout Lead PageView Purchase Schedule Search StartTrial SubmitApplication Subscribe ViewContent
  AppendValue AppendAttribution LeadSubmitted OrderCreated OrderShipped OrderDelivered OrderCanceled OrderReturned
  CartAbandoned QualifiedLead RatingProvided ReviewProvided`.split(/\s+/),
);

const toLetters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');

/** Finds the standard event from which a name differs only in case, spaces or punctuation. */
export const findSimilarStandardEvent = (name: string): string | undefined =>
  standardEvents.has(name)
    ? undefined
    : [...standardEvents].find((standard) => toLetters(standard) === toLetters(name));
