import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isObject, type JsonObject } from '../json.ts';
import { S3Error } from './s3-error.ts';

/** Content of an element: text, child elements, or a list for repeated elements; undefined is left out. */
export type XmlContent = string | number | boolean | undefined | XmlElements | readonly XmlContent[];
export interface XmlElements {
  readonly [name: string]: XmlContent;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escapeText = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/\p{Cc}/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

function writeElement(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((item) => writeElement(name, item)).join('');
  return `<${name}>${writeContent(content)}</${name}>`;
}

function writeContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeText(String(content));
  return Object.entries(content)
    .map(([name, child]) => writeElement(name, child))
    .join('');
}

/** A document in the name space of S3. */
export function writeXml(root: string, content: XmlElements): string {
  const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${writeContent(content)}</${root}>`;
}

/** An error document, which S3 writes without a name space. */
export function writeErrorXml(content: XmlElements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement('Error', content)}`;
}

/**
 * Reads a request document.
 *
 * @param lists element names that are lists even if they occur once
 * @returns the content of the root element; every text stays a text
 * @throws S3Error MalformedXML
 */
export function readXml(text: string, root: string, lists: readonly string[]): JsonObject {
  const malformed = new S3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
  if (XMLValidator.validate(text) !== true) throw malformed;
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => lists.includes(name),
  });
  const document: unknown = parser.parse(text);
  const content = isObject(document) ? document[root] : undefined;
  if (!isObject(content)) throw malformed;
  return content;
}
