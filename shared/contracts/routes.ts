/** The route table: the one place that says what the API offers. */
import { getFacts, putFacts } from './annual-facts-routes.ts';
import { getCalendarFile, listAttention, listCalendar } from './attention-routes.ts';
import {
  getAdoption,
  getCriteriaInForce,
  getCriteriaSet,
  getPreview,
  listCriteriaSets,
  listPreviewedChanges,
  previewAdoption,
  putAdoption,
  putCriteriaSet,
} from './criteria-set-routes.ts';
import { getExport, getExportFile, listExportChanges, listExports, postExport } from './export-routes.ts';
import {
  deleteInspection,
  deleteRemedy,
  getInspection,
  getRemedy,
  getSheet,
  listInspections,
  putInspection,
  putRemedy,
  putReview,
} from './inspection-routes.ts';
import { listAudit, listChanges } from './log-routes.ts';
import {
  deleteMeeting,
  getMeeting,
  listMeetingRevisions,
  listMeetings,
  postSubmissions,
  putMeeting,
} from './meeting-routes.ts';
import { getPeriod, listPeriods, postClosing, postOpening, postReopening } from './period-routes.ts';
import {
  getDuty,
  getDutyCoverage,
  getDutyReport,
  getProgramme,
  getProgress,
  listDuties,
  listProgrammes,
  putDuty,
  putDutyReport,
  putProgramme,
} from './programme-routes.ts';
import {
  getGrants,
  getOrganization,
  listGrants,
  listOrganizations,
  postClosures,
  postMoves,
  postOpenings,
  putGrants,
  putOrganization,
} from './roster-routes.ts';
import type { Route } from './route.ts';
import { getSchedule, putSchedule } from './schedule-routes.ts';
import {
  getClassification,
  getComparison,
  getExplanation,
  getScorecard,
  listChildrenScorecards,
  listScorecards,
} from './scorecard-routes.ts';
import { anythingElse, getDocs, getHealth, getOpenApi } from './service-routes.ts';

export * from './annual-facts-routes.ts';
export * from './attention-routes.ts';
export * from './criteria-set-routes.ts';
export * from './export-routes.ts';
export * from './inspection-routes.ts';
export * from './log-routes.ts';
export * from './meeting-routes.ts';
export * from './period-routes.ts';
export * from './programme-routes.ts';
export * from './roster-routes.ts';
export * from './schedule-routes.ts';
export * from './scorecard-routes.ts';
export * from './service-routes.ts';

export const routes: readonly Route[] = [
  putMeeting,
  getMeeting,
  deleteMeeting,
  listMeetings,
  listMeetingRevisions,
  postSubmissions,
  putReview,
  getSheet,
  putInspection,
  getInspection,
  deleteInspection,
  listInspections,
  putRemedy,
  getRemedy,
  deleteRemedy,
  putFacts,
  getFacts,
  putSchedule,
  getSchedule,
  listCalendar,
  getCalendarFile,
  listAttention,
  getScorecard,
  listScorecards,
  listChildrenScorecards,
  getExplanation,
  getClassification,
  getComparison,
  putProgramme,
  getProgramme,
  listProgrammes,
  getProgress,
  putDuty,
  getDuty,
  listDuties,
  getDutyCoverage,
  putDutyReport,
  getDutyReport,
  putCriteriaSet,
  getCriteriaSet,
  listCriteriaSets,
  putAdoption,
  getAdoption,
  previewAdoption,
  getPreview,
  listPreviewedChanges,
  getCriteriaInForce,
  putOrganization,
  getOrganization,
  listOrganizations,
  postMoves,
  postClosures,
  postOpenings,
  putGrants,
  getGrants,
  listGrants,
  listPeriods,
  getPeriod,
  postOpening,
  postClosing,
  postReopening,
  postExport,
  listExports,
  getExport,
  getExportFile,
  listExportChanges,
  listChanges,
  listAudit,
  getHealth,
  getOpenApi,
  getDocs,
  anythingElse,
];
