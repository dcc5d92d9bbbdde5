{{- define "athanor.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "athanor.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "athanor.testSelector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{- define "athanor.labels" -}}
{{ include "athanor.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}

{{- define "athanor.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "athanor.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name is required when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "athanor.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (required "image.tag or image.digest is required: name an image that exists" .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What the operator may do in a namespace that it looks after: each verb, and why. */}}
{{- define "athanor.rules" -}}
# The records: read and watched, never made or deleted. "patch" puts the finalizer on and takes it off.
- apiGroups: [athanor.dev]
  resources: [databasemigrations]
  verbs: [get, list, watch, patch]
- apiGroups: [athanor.dev]
  resources: [databasemigrations/status]
  verbs: [update]
# The backups' records: made for what a run or a look into the store has found, deleted when the dump is gone.
- apiGroups: [athanor.dev]
  resources: [databasebackups]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [athanor.dev]
  resources: [databasebackups/status]
  verbs: [update]
# Restores are somebody's wish: watched, and never made.
- apiGroups: [athanor.dev]
  resources: [databaserestores]
  verbs: [get, list, watch]
- apiGroups: [athanor.dev]
  resources: [databaserestores/status]
  verbs: [update]
# The Jobs: made, watched, and deleted when they have finished or were never started. Never changed.
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, delete]
# Their pods: only looked at, for the reports in their status.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# Why a pod does not start: the kubelet says it in an event and nowhere else.
- apiGroups: [""]
  resources: [events]
  verbs: [list]
# What the operator itself has to say. "get" and "patch" count an event that is said again.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, create, patch]
{{- /* Other controllers' backups, where the values say so. */}}
{{- if .Values.externalBackups.cloudNativePG }}
- apiGroups: [postgresql.cnpg.io]
  resources: [backups]
  verbs: [get, create]
{{- end }}
{{- if .Values.externalBackups.volumeSnapshots }}
- apiGroups: [snapshot.storage.k8s.io]
  resources: [volumesnapshots]
  verbs: [get, create]
{{- end }}
{{- range .Values.externalBackups.hooks }}
- apiGroups: [{{ .apiGroup | quote }}]
  resources: [{{ .resource | quote }}]
  verbs: [get, create]
{{- end }}
{{- end -}}
