package row

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// set puts what the driver gave for a column into a field. NULL is the zero value.
func set(field reflect.Value, value any, zone *time.Location) error {
	if b, ok := value.([]byte); ok {
		value = string(b)
	}
	if value == nil {
		return nil
	}
	if _, ok := field.Interface().(time.Time); ok {
		t, err := asTime(value, zone)
		field.Set(reflect.ValueOf(t))
		return err
	}
	text := fmt.Sprint(value)
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Bool:
		field.SetBool(text != "0" && text != "" && text != "false")
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		field.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		field.SetUint(n)
		return err
	case reflect.Map:
		if text == "" {
			return nil
		}
		return json.Unmarshal([]byte(text), field.Addr().Interface())
	default:
		return fmt.Errorf("no column becomes a %s", field.Type())
	}
	return nil
}

func asTime(value any, zone *time.Location) (time.Time, error) {
	switch v := value.(type) {
	case time.Time:
		// The driver read the text as UTC; its digits are of the zone.
		return time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), v.Nanosecond(), zone), nil
	case string:
		if len(v) > len(TimeFormat) {
			v = v[:len(TimeFormat)]
		}
		return time.ParseInLocation(TimeFormat, v, zone)
	}
	return time.Time{}, fmt.Errorf("%T is no time", value)
}
