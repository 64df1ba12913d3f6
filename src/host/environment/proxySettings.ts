import * as vscode from 'vscode';
import type { ProxySettings } from './proxyVariables.ts';

/** VS Code's own `http.*` settings. What a workspace says about them is not looked at. */
export function readProxySettings(): ProxySettings {
  const configuration = vscode.workspace.getConfiguration('http');
  const read = (name: string): unknown => {
    const values = configuration.inspect<unknown>(name);
    return values?.globalValue ?? values?.defaultValue;
  };
  return {
    isOff: read('proxySupport') === 'off',
    url: textOf(read('proxy')),
    exceptions: textsOf(read('noProxy')),
    authorization: textOf(read('proxyAuthorization')) || undefined,
    checksCertificate: read('proxyStrictSSL') !== false,
    usesSystemCertificates: read('systemCertificates') === true,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => textOf(item)).filter((text) => text !== '');
}
