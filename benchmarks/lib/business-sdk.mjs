import sdk from 'facebook-nodejs-business-sdk';

const { Content, CustomData, ServerEvent, UserData } = sdk;

/** Builds the purchase of `purchaseMessage` as shown in the documentation of Meta's SDK. */
export const sdkPurchase = (visitor, timestamp) =>
  new ServerEvent()
    .setEventName('Purchase')
    .setEventTime(Math.floor(timestamp / 1000))
    .setEventId(`purchase.${visitor.order.id}`)
    .setActionSource('website')
    .setEventSourceUrl(visitor.url)
    .setUserData(toUserData(visitor))
    .setCustomData(toCustomData(visitor.order))
    .normalize();

const toUserData = (visitor) =>
  new UserData()
    .setExternalId(visitor.id)
    .setEmail(visitor.email)
    .setPhone(visitor.phone)
    .setGender(visitor.gender)
    .setDateOfBirth(visitor.birthday)
    .setLastName(visitor.lastName)
    .setFirstName(visitor.firstName)
    .setCity(visitor.city)
    .setState(visitor.state)
    .setZip(visitor.zip)
    .setCountry(visitor.country)
    .setClientIpAddress(visitor.ip)
    .setClientUserAgent(visitor.userAgent)
    .setFbp(visitor.fbp)
    .setFbc(visitor.fbc);

const toCustomData = (order) =>
  new CustomData()
    .setValue(order.total)
    .setCurrency(order.currency)
    .setOrderId(order.id)
    .setContentType('product')
    .setContentIds(order.products.map(({ id }) => id))
    .setNumItems(order.products.length)
    .setContents(
      order.products.map(({ id, quantity, price }) =>
        new Content().setId(id).setQuantity(quantity).setItemPrice(price),
      ),
    );
