interface TrustedPolicy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: TrustedPolicy): TrustedPolicy;
}

/** The Trusted Types policies of Meta's library: of its loader, and of its Event Setup Tool. */
const policyName = 'connect.facebook.net/fbevents';
const setupToolPolicyName = 'facebook.com/signals/iwl';

/** Creates a function that adds a script to the page, without a nonce, like Meta's library. */
export function createAddScript(): (url: string) => void {
  const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
  let policy: TrustedPolicy | undefined;
  try {
    trustedTypes?.createPolicy(setupToolPolicyName, { createScriptURL: (text) => text });
  } catch {
    // The page does not allow the policy, and the browser reports a violation. The library continues.
  }
  const toTrustedUrl = (url: string): string => {
    policy ??= trustedTypes?.createPolicy(policyName, { createScriptURL: (text) => text });
    return policy?.createScriptURL(url) ?? url;
  };
  return (url) => {
    const script = document.createElement('script');
    script.async = true;
    script.src = toTrustedUrl(url);
    const first = document.getElementsByTagName('script')[0];
    if (first?.parentNode) first.parentNode.insertBefore(script, first);
    else document.documentElement.append(script);
  };
}
