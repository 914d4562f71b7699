import library from 'react-facebook-pixel';

// A CommonJS package: its default export is a property.
const { default: ReactPixel } = library;

ReactPixel.init('1234567890');
ReactPixel.pageView();
window.track = (...message) => ReactPixel.track(...window.metaCall(message));
