package monitor

import (
	"github.com/dflab/dflab/lab/deepflow/logline"
)

// The pseudo licence: every agent gets type 1 (A) and these functions.
const (
	licenseType      = 1
	licenseFunctions = "2,3,4,5,6,8"
)

// license licenses the agents that aren't. The agents' cache learns of it at its next refresh only.
func (s *Service) license() {
	s.c.Log.Log(logline.ServerAllocLicenseStarting)
	vtaps, err := s.db.VTaps()
	if err != nil {
		s.c.Log.Log(logline.ServerStatementFailed, err)
	}
	for _, v := range vtaps {
		if v.LicenseType == 0 || v.LicenseFunctions != licenseFunctions {
			_ = s.exec(logline.ServerStatementFailed, "UPDATE vtap SET license_type = ?, license_functions = ? WHERE license_type IS NULL OR license_functions != ?",
				licenseType, licenseFunctions, licenseFunctions)
			break
		}
	}
	s.c.Log.Log(logline.ServerAllocLicenseComplete)
}
