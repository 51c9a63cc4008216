/** Grades of a meeting: four of a sheet of points, two of a frame of criteria that are met or not. */

/** Best first, then met and not met. */
export const GRADES = ['tot', 'kha', 'trung-binh', 'kem', 'dat', 'khong-dat'] as const;
export type Grade = (typeof GRADES)[number];
