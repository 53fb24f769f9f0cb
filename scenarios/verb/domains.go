package verb

import (
	"context"

	"github.com/dflab/dflab/lab"
)

func deleteDomain(ctx context.Context, l *lab.Lab, name string) error {
	all, err := l.API.Domains(ctx, name)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := l.API.DeleteDomain(ctx, d.Lcuuid); err != nil {
			return err
		}
	}
	return nil
}
