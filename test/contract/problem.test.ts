import { describe, expect, it } from 'vitest';
import * as problems from '../../shared/contracts/problem.ts';
import {
  PROBLEM_CODES,
  PROBLEMS,
  problem,
  RETRY_AFTER_SECONDS,
  type Refusal,
} from '../../shared/contracts/problem.ts';

const every: readonly Refusal[] = [
  problems.validation([{ pointer: '/a', rule: 'r', vi: 'Sai.', en: 'Wrong.' }]),
  problems.notFound(),
  problems.methodNotAllowed(['GET', 'PUT']),
  problems.preconditionRequired('"1"'),
  problems.preconditionStale('"1"'),
  problems.preconditionStale(null),
  problems.withdrawn('"2"'),
  problems.periodClosed('2026-10', '2026-12-01T00:00:00.000Z'),
  problems.periodClosed('2026-10', null),
  problems.closedWithout('2026-10', '2026-12-01T00:00:00.000Z'),
  problems.closedWithout('2026-10', null),
  problems.periodNotOpen('2026-12'),
  problems.organizationNotMeeting('2026-10'),
  problems.periodNotClosed('2026-10'),
  problems.revisionPublished(2),
  problems.tooLarge(64),
  problems.busy(),
  problems.cursorTooOld(),
  problems.internal(),
];

describe('refusals', () => {
  it('exist for every code', () => {
    expect([...new Set(every.map(({ code }) => code))].sort()).toEqual([...PROBLEM_CODES].sort());
  });

  it('fit the schema of a problem in both languages, in words of their own', () => {
    for (const refusal of every) {
      const [vi, en] = [refusal.in('vi'), refusal.in('en')];
      expect(problem.parse(vi)).toEqual(vi);
      expect(problem.parse(en)).toEqual(en);
      expect(vi.title).not.toBe(en.title);
      expect(vi.detail).not.toBe(en.detail);
      expect(vi.type).toMatch(/^urn:nennep:problem:[a-z-]+$/);
      expect([vi.status, vi.code, vi.type, vi.etag]).toEqual([en.status, en.code, en.type, en.etag]);
    }
  });

  it('say when to send again where they pass by themselves, and nowhere else', () => {
    const passing = PROBLEM_CODES.filter((code) => [429, 500, 503].includes(PROBLEMS[code].status));
    expect(Object.keys(RETRY_AFTER_SECONDS).sort()).toEqual(passing.sort());
    for (const seconds of Object.values(RETRY_AFTER_SECONDS)) expect(seconds).toBeGreaterThanOrEqual(1);
  });

  it('bear the names of the glossary', () => {
    const titles = Object.fromEntries(PROBLEM_CODES.map((code) => [code, PROBLEMS[code].title.vi]));
    expect(titles).toMatchObject({
      PERIOD_CLOSED: 'Kỳ báo cáo đã khóa',
      PERIOD_NOT_OPEN: 'Kỳ báo cáo chưa mở',
      ORGANIZATION_NOT_MEETING: 'Tổ chức không thuộc diện sinh hoạt kỳ này',
      VALIDATION: 'Dữ liệu không hợp lệ',
      NOT_FOUND: 'Không tìm thấy',
      PRECONDITION_STALE: 'Bản ghi đã thay đổi, cần tải lại',
      TOO_LARGE: 'Dữ liệu vượt quá dung lượng',
    });
  });

  it('say the date by the calendar of Hà Nội', () => {
    const refusal = problems.periodClosed('2026-10', '2026-11-30T17:00:00.000Z');
    expect(refusal.in('vi').detail).toContain('01/12/2026');
    expect(refusal.in('en').detail).toContain('2026-12-01');
    expect(problems.periodNotOpen('2027-01').in('vi').detail).toContain('27/12/2026');
  });

  it('promise no opening of a month before the first one', () => {
    const refusal = problems.periodNotOpen('2019-01');
    expect(refusal.in('vi').detail).toContain('không mở nữa');
    expect(refusal.in('en').detail).toContain('are never opened');
  });
});
