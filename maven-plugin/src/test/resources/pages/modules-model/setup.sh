mkdir model/versions
