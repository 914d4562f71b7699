import library from 'react-facebook-pixel';

// It is CommonJS, with its default inside.
const { default: ReactPixel } = library;

ReactPixel.init('1234567890');
ReactPixel.pageView();
window.track = (...message) => ReactPixel.track(...window.metaCall(message));
