/**
 * Every refusal: what it is called, and words that name the rule, the date and what to do about it, in Vietnamese
 * and English. On the wire it is RFC 9457's `application/problem+json`.
 */
import * as z from 'zod';
import type { Bilingual } from '../domain/bilingual.ts';
import { type Instant, localDate, type Month, nextMonth, opensAt } from '../domain/period.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import type { RuleViolation } from '../domain/rule-violation.ts';
import { spoken } from '../domain/spoken-date.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const PROBLEMS = {
  VALIDATION: { status: 422, title: { vi: 'Dữ liệu không hợp lệ', en: 'Invalid data' } },
  NOT_FOUND: { status: 404, title: { vi: 'Không tìm thấy', en: 'Not found' } },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: { vi: 'Địa chỉ không nhận phương thức này', en: 'Not a method of this address' },
  },
  PRECONDITION_REQUIRED: {
    status: 412,
    title: { vi: 'Bản ghi đã có, cần If-Match', en: 'The record exists; If-Match is needed' },
  },
  PRECONDITION_STALE: {
    status: 412,
    title: { vi: 'Bản ghi đã thay đổi, cần tải lại', en: 'The record has changed; read it again' },
  },
  WITHDRAWN: { status: 412, title: { vi: 'Đã rút báo cáo', en: 'The record was withdrawn' } },
  PERIOD_CLOSED: { status: 409, title: { vi: 'Kỳ báo cáo đã khóa', en: 'The period is closed' } },
  PERIOD_NOT_OPEN: { status: 409, title: { vi: 'Kỳ báo cáo chưa mở', en: 'The period is not open' } },
  PERIOD_NOT_CLOSED: {
    status: 409,
    title: { vi: 'Kỳ báo cáo chưa khóa xong', en: 'The period is not closed yet' },
  },
  ORGANIZATION_NOT_MEETING: {
    status: 409,
    title: {
      vi: 'Tổ chức không thuộc diện sinh hoạt kỳ này',
      en: 'The organization does not meet in this period',
    },
  },
  REVISION_PUBLISHED: {
    status: 409,
    title: { vi: 'Bản này đã ban hành', en: 'The revision is published' },
  },
  CURSOR_TOO_OLD: { status: 410, title: { vi: 'Vị trí đã quá cũ', en: 'The position is too old' } },
  TOO_LARGE: { status: 413, title: { vi: 'Dữ liệu vượt quá dung lượng', en: 'Too large' } },
  BUSY: { status: 503, title: { vi: 'Hệ thống đang bận', en: 'Busy' } },
  INTERNAL: { status: 500, title: { vi: 'Lỗi hệ thống', en: 'Internal error' } },
} as const satisfies Record<string, { status: number; title: Bilingual }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** After how many seconds the same request may be sent again (RFC 9110, `Retry-After`), of what passes by itself. */
export const RETRY_AFTER_SECONDS: Partial<Record<ProblemCode, number>> = { BUSY: 1, INTERNAL: 5 };

const isProblemCode = (code: string): code is ProblemCode => code in PROBLEMS;
export const PROBLEM_CODES: readonly ProblemCode[] = Object.keys(PROBLEMS).filter(isProblemCode);

export const problem = z
  .strictObject({
    type: z.string().meta({ examples: ['urn:nennep:problem:period-closed'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'The rule that refused, and what to do' }),
    code: z.enum(PROBLEM_CODES),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({
            description: 'JSON pointer into the body; of a parameter, `/` and its name',
            examples: ['/members/present'],
          }),
          rule: z.string().meta({ description: 'Stable code of the rule', examples: ['members-add-up'] }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'With VALIDATION: every field that a rule refuses' }),
    etag: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'With 412: the current ETag; null where there is no record yet' }),
  })
  .meta({ id: 'Problem', description: 'A refusal, RFC 9457' });
export type Problem = z.output<typeof problem>;

type Extensions = {
  readonly violations?: readonly RuleViolation[];
  readonly etag?: string | null;
  /** With 405: what the address takes. */
  readonly methods?: readonly string[];
};

/** Thrown, or returned for one item of many, where a request is refused. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly detail: Bilingual;
  readonly extensions: Extensions;

  constructor(code: ProblemCode, detail: Bilingual, extensions: Extensions = {}) {
    super(`${code}: ${detail.en}`);
    this.code = code;
    this.detail = detail;
    this.extensions = extensions;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  in(language: Language): Problem {
    const { violations, etag } = this.extensions;
    return {
      type: `urn:nennep:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: PROBLEMS[this.code].title[language],
      status: this.status,
      detail: this.detail[language],
      code: this.code,
      ...(violations === undefined
        ? {}
        : {
            errors: violations.map(({ pointer, rule, [language]: detail }) => ({ pointer, rule, detail })),
          }),
      ...(etag === undefined ? {} : { etag }),
    };
  }
}

const spokenDay = (instant: Instant): string => spoken(localDate(instant));

/** The one answer to "not there" and to "not yours": it must not tell which. */
export const notFound = (): Refusal =>
  new Refusal('NOT_FOUND', {
    vi: 'Không có dữ liệu này, hoặc ông/bà không được phân quyền. Hãy kiểm tra địa chỉ, hoặc đề nghị người quản lý danh mục cấp quyền.',
    en: 'There is no such thing, or it is not yours to see. Check the address, or ask the registrar for a grant.',
  });

/** `methods`: what the address takes; any other is refused whoever asks, and before anything is looked up. */
export const methodNotAllowed = (methods: readonly string[]): Refusal => {
  const named = methods.join(', ');
  return new Refusal(
    'METHOD_NOT_ALLOWED',
    {
      vi: `Địa chỉ này chỉ nhận ${named}. Hãy gửi bằng một trong các phương thức đó; để biết nội dung có đổi không, dùng GET với If-None-Match thay cho HEAD.`,
      en: `This address takes ${named} alone. Send one of them; to learn whether something has changed, send GET with If-None-Match in place of HEAD.`,
    },
    { methods },
  );
};

export const validation = (violations: readonly RuleViolation[]): Refusal =>
  new Refusal(
    'VALIDATION',
    {
      vi: `Có ${violations.length} chỗ không hợp lệ, nêu ở "errors". Không có gì được ghi; hãy sửa rồi gửi lại.`,
      en: `Rules refuse ${violations.length} of the fields, named in "errors". Nothing was stored; correct them and send again.`,
    },
    { violations },
  );

export const tooLarge = (kilobytes: number): Refusal =>
  new Refusal('TOO_LARGE', {
    vi: `Nội dung không được vượt quá ${kilobytes} KB. Hãy rút ngắn ghi chú, hoặc chia thành nhiều lần gửi.`,
    en: `The body may have at most ${kilobytes} KB. Shorten the note, or send in several parts.`,
  });

export const preconditionRequired = (etag: string): Refusal =>
  new Refusal(
    'PRECONDITION_REQUIRED',
    {
      vi: `Đã có bản ghi (ETag ${etag}) và nội dung gửi lên sẽ làm thay đổi bản ghi đó. Hãy đọc lại; nếu vẫn muốn sửa hoặc rút, gửi kèm If-Match: ${etag} và lý do.`,
      en: `There is a record already (ETag ${etag}), and this would change it. Read it; to amend or withdraw it still, send If-Match: ${etag} and a reason.`,
    },
    { etag },
  );

export const preconditionStale = (etag: string | null): Refusal =>
  etag === null
    ? new Refusal(
        'PRECONDITION_STALE',
        {
          vi: 'If-Match đòi hỏi một bản ghi đã có, nhưng chưa có bản ghi nào. Hãy gửi không kèm If-Match để tạo mới.',
          en: 'If-Match asks for an existing record, and there is none. Send without If-Match to create it.',
        },
        { etag },
      )
    : new Refusal(
        'PRECONDITION_STALE',
        {
          vi: `Bản ghi đã được thay đổi sau lần đọc của ông/bà (ETag hiện tại ${etag}). Hãy tải lại, xem thay đổi, rồi gửi với If-Match: ${etag}.`,
          en: `The record has changed since it was read (its ETag is now ${etag}). Read it again, look at the change, then send If-Match: ${etag}.`,
        },
        { etag },
      );

export const withdrawn = (etag: string): Refusal =>
  new Refusal(
    'WITHDRAWN',
    {
      vi: `Báo cáo này đã được rút; bản gửi chậm không thể khôi phục. Muốn báo cáo lại, hãy gửi với If-Match: ${etag}.`,
      en: `This record was withdrawn, and a late duplicate must not raise it. To report again, send If-Match: ${etag}.`,
    },
    { etag },
  );

export const revisionPublished = (revision: number): Refusal =>
  new Refusal('REVISION_PUBLISHED', {
    vi: `Bản ${revision} đã ban hành nên không bao giờ thay đổi. Hãy ban hành nội dung mới thành bản kế tiếp.`,
    en: `Revision ${revision} is published and never changes. Publish the new content as the next revision.`,
  });

export const periodClosed = (month: Month, closedAt: Instant | null): Refusal =>
  new Refusal('PERIOD_CLOSED', {
    vi: `Kỳ ${month} đã khóa${closedAt === null ? '' : ` từ ngày ${spokenDay(closedAt)}`}, không nhận thay đổi. Hãy đề nghị cấp ủy cấp trên mở lại kỳ.`,
    en: `Period ${month} has been closed${closedAt === null ? '' : ` since ${localDate(closedAt)}`} and takes no changes. Ask the superior committee to reopen it.`,
  });

/** Of an organization that was not planned in the month: nothing to open again, since a closed month plans nobody anew. */
export const closedWithout = (month: Month, closedAt: Instant | null): Refusal =>
  new Refusal('PERIOD_CLOSED', {
    vi: `Kỳ ${month} đã khóa${closedAt === null ? '' : ` từ ngày ${spokenDay(closedAt)}`}, và tổ chức này không có trong kỳ đó; mở lại kỳ cũng không nhận. Hãy gửi từ kỳ đầu tiên có tổ chức này.`,
    en: `Period ${month} has been closed${closedAt === null ? '' : ` since ${localDate(closedAt)}`}, and this organization is not in it; opening it again would not help. Send from the first period on that has this organization.`,
  });

/** Of an organization that is closed, and so is its last month, which may be opened again for it. */
export const closedWithItsLast = (last: Month, closedAt: Instant | null): Refusal =>
  new Refusal('PERIOD_CLOSED', {
    vi: `Tổ chức này đã giải thể, không kỳ nào đang mở còn có tổ chức này; kỳ cuối cùng của tổ chức là ${last}, đã khóa${closedAt === null ? '' : ` từ ngày ${spokenDay(closedAt)}`}. Hãy đề nghị cấp ủy cấp trên mở lại kỳ ${last} cho tổ chức này, rồi gửi lại.`,
    en: `This organization no longer exists, and no open period has it any more; its last one, ${last}, has been closed${closedAt === null ? '' : ` since ${localDate(closedAt)}`}. Ask the superior committee to reopen ${last} for it, then send again.`,
  });

/** Of an organization that is closed and for which no month is ever opened again: it did not meet, or it began later. */
export const overWithItsLast = (last: Month): Refusal =>
  new Refusal('PERIOD_CLOSED', {
    vi: `Tổ chức này đã giải thể, chỉ có đến hết kỳ ${last}; không kỳ nào còn nhận gì của tổ chức này, mở lại kỳ cũng không nhận. Việc còn phải theo dõi thì ghi ở tổ chức kế tục.`,
    en: `This organization no longer exists: it is in no period after ${last}, none takes anything of it any more, and opening one again would not help. Record what is still to be followed up at its successor.`,
  });

/** Of what is laid down from a month on: opening a closed month again lets records in, and nothing else. */
export const closedForChanges = ({
  month,
  closedAt,
  closingAt,
}: Pick<PeriodState, 'month' | 'closedAt' | 'closingAt'>): Refusal => {
  const since = closedAt ?? closingAt;
  return new Refusal('PERIOD_CLOSED', {
    vi: `Kỳ ${month} đã khóa${since === null ? '' : ` từ ngày ${spokenDay(since)}`}, không thể thay đổi gì trong kỳ đó. Hãy cho thay đổi có hiệu lực từ tháng ${nextMonth(month)} trở đi.`,
    en: `Period ${month} has been closed${since === null ? '' : ` since ${localDate(since)}`}, and nothing in it can change. Let the change take effect from ${nextMonth(month)} on.`,
  });
};

/**
 * Of a duty that a closed month owed, or would owe, otherwise: `from` and `until` have no room for a change in between.
 * @param month the last one that is closed or closing, so that neither what ends nor what begins reaches into another
 */
export const closedForDuty = ({ month }: Pick<PeriodState, 'month'>): Refusal =>
  new Refusal('PERIOD_CLOSED', {
    vi: `Kỳ ${month} và các kỳ đã khóa trước đó giữ nguyên phân công như đã tính. Hãy kết thúc phân công này vào tháng ${month} (nếu chưa kết thúc), và lập phân công mới từ tháng ${nextMonth(month)}.`,
    en: `What is owed in ${month} and in the closed months before it stays as it was counted. End this duty with ${month}, unless it has ended already, and assign another from ${nextMonth(month)} on.`,
  });

export const periodNotOpen = (month: Month): Refusal =>
  new Refusal('PERIOD_NOT_OPEN', {
    vi: `Kỳ ${month} chưa mở; kỳ tự mở ngày ${spokenDay(opensAt(month))}. Hãy gửi sau ngày đó, hoặc đề nghị người quản lý mở kỳ. Kỳ trước kỳ đầu tiên của hệ thống không mở nữa.`,
    en: `Period ${month} has not been opened; it opens by itself on ${localDate(opensAt(month))}. Send from that day on, or ask the registrar to open it. Months before the first one kept here are never opened.`,
  });

export const periodNotClosed = (month: Month): Refusal =>
  new Refusal('PERIOD_NOT_CLOSED', {
    vi: `Kỳ ${month} chưa khóa xong nên không cần hoặc chưa thể mở lại. Nếu kỳ đang mở, hãy gửi báo cáo ngay; nếu kỳ đang khóa, hãy thử lại sau ít phút.`,
    en: `Period ${month} is not closed, or its closing is not finished. While it is open, just send the record; while it is closing, try again in some minutes.`,
  });

/** `turn`: the month whose turn it is to be opened. */
export const periodOutOfTurn = (month: Month, turn: Month): Refusal =>
  new Refusal('PERIOD_NOT_OPEN', {
    vi: `Các kỳ mở lần lượt theo tháng, và kỳ tiếp theo là ${turn}. Kỳ ${month} không mở được: số lũy kế của các kỳ sau sẽ thay đổi. Hãy mở kỳ ${turn}.`,
    en: `Months open one after the other, and ${turn} is next. ${month} cannot be opened: it would change the figures since January of later months. Open ${turn}.`,
  });

/** `earlier`: a month before it that is not closed. */
export const periodLeftOpen = (month: Month, earlier: Month): Refusal =>
  new Refusal('PERIOD_NOT_CLOSED', {
    vi: `Kỳ ${earlier} chưa khóa nên chưa khóa được kỳ ${month}: báo cáo của kỳ trước còn làm thay đổi số lũy kế của kỳ sau. Hãy khóa kỳ ${earlier} trước.`,
    en: `${earlier} is not closed, so ${month} cannot be: records of an earlier month still change the figures since January of a later one. Close ${earlier} first.`,
  });

export const organizationNotMeeting = (month: Month): Refusal =>
  new Refusal('ORGANIZATION_NOT_MEETING', {
    vi: `Theo danh mục, tổ chức này không phải sinh hoạt trong kỳ ${month}. Hãy gửi vào kỳ phải sinh hoạt (tổ chức sinh hoạt theo quý: tháng cuối quý), hoặc đề nghị sửa danh mục.`,
    en: `By the roster this organization owes no such meeting in ${month}. Send it under the month that owes it (quarterly: the quarter's last month), or ask for the roster to be corrected.`,
  });

export const cursorTooOld = (): Refusal =>
  new Refusal('CURSOR_TOO_OLD', {
    vi: 'Những thay đổi ngay sau vị trí này không còn được lưu. Hãy gọi lại không có "since" và đọc tiếp từ đó, đồng thời đọc lại một lần toàn bộ bản ghi và bảng điểm của các kỳ đang theo dõi.',
    en: 'The changes right behind this position are no longer kept. Begin again without "since" and read on from there, and read the records and scorecards of the periods that you follow once in full.',
  });

export const busy = (): Refusal =>
  new Refusal('BUSY', {
    vi: 'Nhiều thay đổi cùng lúc trên bản ghi này. Hãy gửi lại sau giây lát; gửi lại không tạo bản trùng.',
    en: 'Too many changes to this record at once. Send again in a moment; sending again makes no duplicate.',
  });

export const overloaded = (): Refusal =>
  new Refusal('BUSY', {
    vi: 'Hệ thống đang nhận nhiều yêu cầu và chưa trả lời kịp. Hãy gửi lại sau giây lát; gửi lại không tạo bản trùng.',
    en: 'The system has much to do and could not answer in time. Send again in a moment; sending again makes no duplicate.',
  });

export const internal = (): Refusal =>
  new Refusal('INTERNAL', {
    vi: 'Hệ thống gặp lỗi ngoài dự kiến. Hãy gửi lại sau; gửi lại không tạo bản trùng.',
    en: 'Something unexpected failed. Send again later; sending again makes no duplicate.',
  });
