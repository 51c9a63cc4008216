import type { Assembly, Stack } from './assembly.ts';
import { TemplateError } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import { arnOf, type Deployment, generatedName, nameProperty } from './names.ts';

/** A resource with its properties resolved. */
export type Resource = {
  stack: string;
  logicalId: string;
  type: string;
  /** What `Ref` gives: for most types the physical name. */
  physicalId: string;
  properties: JsonObject;
};

type Entry = {
  stack: Stack;
  logicalId: string;
  type: string;
  properties: JsonObject;
  physicalId: string;
  attributes: Record<string, string>;
};

/**
 * Resolves intrinsic functions against local resources.
 *
 * Names are derived from stack and logical id, never random, so that the same template finds its data again.
 * Attributes that exist only once a resource runs (a stream's ARN, the API's endpoint) are told with
 * {@link setAttributes} before anything that reads them is resolved.
 */
export class TemplateResolver {
  readonly deployment: Deployment;
  readonly #stacks: readonly Stack[];
  readonly #entries = new Map<string, Entry>();

  constructor(assembly: Assembly, deployment: Deployment) {
    this.deployment = deployment;
    this.#stacks = assembly.stacks;
    for (const stack of assembly.stacks)
      for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
        if (resource.Condition !== undefined && !this.#condition(stack, resource.Condition)) continue;
        const entry: Entry = {
          stack,
          logicalId,
          type: resource.Type,
          properties: resource.Properties,
          physicalId: '',
          attributes: {},
        };
        this.#entries.set(entryKey(stack.name, logicalId), entry);
      }
    for (const entry of this.#entries.values()) entry.physicalId = this.#physicalName(entry);
  }

  /** The types that occur, without repetition. */
  types(): string[] {
    return [...new Set([...this.#entries.values()].map((entry) => entry.type))].sort();
  }

  /** All resources of these types, resolved now. */
  resources(...types: readonly string[]): Resource[] {
    return [...this.#entries.values()]
      .filter((entry) => types.includes(entry.type))
      .map((entry) => ({
        stack: entry.stack.name,
        logicalId: entry.logicalId,
        type: entry.type,
        physicalId: entry.physicalId,
        properties: asObject(this.resolve(entry.properties, entry.stack), entry.logicalId),
      }));
  }

  /** Tells what a started resource gives to `Fn::GetAtt`, and to `Ref` if that differs from its name. */
  setAttributes(
    resource: Pick<Resource, 'stack' | 'logicalId'>,
    attributes: Readonly<Record<string, string>>,
    physicalId?: string,
  ): void {
    const entry = this.#entry(resource.stack, resource.logicalId);
    Object.assign(entry.attributes, attributes);
    if (physicalId !== undefined) entry.physicalId = physicalId;
  }

  /** The outputs of all stacks whose values can be resolved, by output name. */
  outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    for (const stack of this.#stacks)
      for (const [name, output] of Object.entries(stack.template.Outputs)) {
        if (output.Condition !== undefined && !this.#condition(stack, output.Condition)) continue;
        outputs[name] = String(this.resolve(output.Value, stack));
      }
    return outputs;
  }

  /** A value with every intrinsic function in it replaced; `AWS::NoValue` becomes undefined, and members so set vanish. */
  resolve(value: unknown, stack: Stack): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item, stack)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [only, ...others] = Object.keys(value);
    if (only !== undefined && others.length === 0 && (only === 'Ref' || only.startsWith('Fn::')))
      return this.#intrinsic(only, value[only], stack);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, member]) => [key, this.resolve(member, stack)] as const)
        .filter(([, member]) => member !== undefined),
    );
  }

  #intrinsic(name: string, argument: unknown, stack: Stack): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), stack);
      case 'Fn::GetAtt':
        return this.#attribute(argument, stack);
      case 'Fn::Join': {
        const [separator, parts] = this.#list(argument, stack);
        return asList(parts, name).map(String).join(String(separator));
      }
      case 'Fn::Sub':
        return this.#sub(argument, stack);
      case 'Fn::Select': {
        const [index, items] = this.#list(argument, stack);
        return asList(items, name)[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = this.#list(argument, stack);
        return String(text).split(String(separator));
      }
      case 'Fn::ImportValue':
        return this.#import(String(this.resolve(argument, stack)));
      case 'Fn::GetStackOutput':
        return this.#stackOutput(asObject(this.resolve(argument, stack), name));
      case 'Fn::FindInMap': {
        const [map, first, second] = this.#list(argument, stack).map(String);
        return stack.template.Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = asList(argument, name);
        return this.resolve(this.#condition(stack, String(condition)) ? then : otherwise, stack);
      }
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${this.deployment.region}${zone}`);
      case 'Fn::Base64':
        return Buffer.from(String(this.resolve(argument, stack))).toString('base64');
      default:
        throw new TemplateError(`${name} is not known to the local stack (in stack ${stack.name})`);
    }
  }

  #list(argument: unknown, stack: Stack): readonly unknown[] {
    return asList(this.resolve(argument, stack), 'an intrinsic function');
  }

  #ref(name: string, stack: Stack): unknown {
    const { region, accountId } = this.deployment;
    const pseudo: Record<string, string | undefined> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/local`,
      'AWS::NoValue': undefined,
    };
    if (name in pseudo) return pseudo[name];
    const parameter = stack.template.Parameters[name];
    if (parameter !== undefined) return parameter.Default;
    return this.#entry(stack.name, name).physicalId;
  }

  #attribute(argument: unknown, stack: Stack): string {
    const [logicalId, ...path] =
      typeof argument === 'string' ? argument.split('.') : asList(argument, 'Fn::GetAtt').map(String);
    const entry = this.#entry(stack.name, logicalId ?? '');
    const attribute = path.join('.');
    const told = entry.attributes[attribute];
    if (told !== undefined) return told;
    if (attribute === 'Arn') return arnOf(entry.type, entry.physicalId, this.deployment);
    if (entry.type === 'AWS::S3::Bucket')
      return `${entry.physicalId}.s3.${this.deployment.region}.amazonaws.com`;
    // Left readable where it ends up: only what runs locally is known, and IAM and alarms do not run.
    return `${entry.physicalId}.${attribute}`;
  }

  #sub(argument: unknown, stack: Stack): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = asObject(this.resolve(variables, stack), 'Fn::Sub');
    return String(text).replace(/\$\{([^}]+)\}/g, (_whole, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
      if (inner in own) return String(own[inner]);
      const plain = stack.template.Resources[inner] || !inner.includes('.') || inner.startsWith('AWS::');
      return String(plain ? this.#ref(inner, stack) : this.#attribute(inner, stack));
    });
  }

  #import(name: string): unknown {
    for (const stack of this.#stacks)
      for (const output of Object.values(stack.template.Outputs))
        if (output.Export && this.resolve(output.Export.Name, stack) === name)
          return this.resolve(output.Value, stack);
    throw new TemplateError(`No stack exports ${name}`);
  }

  #stackOutput(argument: JsonObject): unknown {
    const stack = this.#stacks.find((candidate) => candidate.name === argument.StackName);
    const output = stack?.template.Outputs[String(argument.OutputName)];
    if (!stack || !output) throw new TemplateError(`No stack output ${JSON.stringify(argument)}`);
    return this.resolve(output.Value, stack);
  }

  #condition(stack: Stack, name: string): boolean {
    const expression = stack.template.Conditions[name];
    if (expression === undefined) throw new TemplateError(`No condition ${name} in stack ${stack.name}`);
    return this.#holds(expression, stack);
  }

  #holds(expression: unknown, stack: Stack): boolean {
    const condition = asObject(expression, 'a condition');
    const [operator = ''] = Object.keys(condition);
    const argument = condition[operator];
    const each = (): boolean[] => asList(argument, operator).map((part) => this.#holds(part, stack));
    switch (operator) {
      case 'Condition':
        return this.#condition(stack, String(argument));
      case 'Fn::Equals': {
        const [left, right] = this.#list(argument, stack);
        return left === right;
      }
      case 'Fn::And':
        return each().every(Boolean);
      case 'Fn::Or':
        return each().some(Boolean);
      case 'Fn::Not':
        return !each().some(Boolean);
      default:
        throw new TemplateError(`Condition ${operator} is not known to the local stack`);
    }
  }

  #entry(stack: string, logicalId: string): Entry {
    const entry = this.#entries.get(entryKey(stack, logicalId));
    if (!entry) throw new TemplateError(`Stack ${stack} has no resource ${logicalId}`);
    return entry;
  }

  #physicalName(entry: Entry): string {
    const property = nameProperty(entry.type);
    const given = property && entry.properties[property];
    return given === undefined
      ? generatedName(entry.type, `${entry.stack.name}-${entry.logicalId}`, this.deployment)
      : String(this.resolve(given, entry.stack));
  }
}

const entryKey = (stack: string, logicalId: string): string => `${stack}/${logicalId}`;

function asObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new TemplateError(`An object was expected in ${where}`);
  return value;
}

function asList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TemplateError(`A list was expected in ${where}`);
  return value;
}
