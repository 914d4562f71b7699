import clientParamBuilder from 'meta-capi-param-builder-clientjs';

clientParamBuilder.processAndCollectAllParams(location.href);
window.track = () => [clientParamBuilder.getFbc(), clientParamBuilder.getFbp()];
