CREATE FUNCTION f2() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  -- a comment; with a semicolon
  RETURN 2;
END $$;
